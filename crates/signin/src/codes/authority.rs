//! Who may make and use start codes.

use kernel::authority::{Action, Grant, GrantSpan, Role, Rule, Who, ancestors, grants_of};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;

/// Making a start code.
pub(crate) const ISSUE: Action = Action("start-code.issue");
/// Setting a password with one.
pub(crate) const REDEEM: Action = Action("start-code.redeem");
/// Taking a password away and making a start code.
pub(crate) const RESET: Action = Action("password.reset");

const HELPERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ISSUE, Who::roles(HELPERS)),
    Rule::new(REDEEM, Who::ANYONE),
    Rule::new(RESET, Who::roles(HELPERS)),
];

/// How much a role can do to others; a start code is only made by somebody whose weight is as great.
const fn weight(role: Role) -> u8 {
    match role {
        Role::PlatformAdministrator => 4,
        Role::SecondPlatformApprover | Role::NationalServiceDesk => 3,
        Role::PrimaryLocalAdministrator => 2,
        Role::LocalAdministrator => 1,
        _ => 0,
    }
}

/// Whether the rights of one account cover those of another: each grant of the other is matched by a live one, of
/// a role that helps people, that reaches as far and weighs as much.
pub(crate) async fn covers(
    reader: &mut Reader,
    helper: AccountId,
    other: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let own: Vec<Grant> = grants_of(reader, helper, now)
        .await?
        .into_iter()
        .filter(|grant| grant.is_live(now) && HELPERS.contains(&grant.role))
        .collect();
    // Grants that are still to come count too: the code would outlive the day before them.
    for theirs in grants_of(reader, other, now).await? {
        let above = match theirs.span.organisation() {
            None => Vec::new(),
            Some(organisation) => ancestors(reader, organisation).await?,
        };
        let matched = own.iter().any(|mine| {
            weight(mine.role) >= weight(theirs.role) && reaches(mine.span, theirs.span, &above)
        });
        if !matched {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether one span holds another, whose organisation's ancestors are given.
fn reaches(mine: GrantSpan, theirs: GrantSpan, above: &[OrganisationId]) -> bool {
    match (mine, theirs) {
        (GrantSpan::Nation, _) => true,
        (_, GrantSpan::Nation) => false,
        (GrantSpan::Organisation(mine), GrantSpan::Organisation(theirs)) => mine == theirs,
        (GrantSpan::Organisation(_), GrantSpan::Descendants(_)) => false,
        (
            GrantSpan::Descendants(mine),
            GrantSpan::Organisation(theirs) | GrantSpan::Descendants(theirs),
        ) => mine == theirs || above.contains(&mine),
    }
}
