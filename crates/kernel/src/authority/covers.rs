//! Whether somebody stands above somebody else: what takes an account out of somebody's hands is done only by those
//! whose rights cover that person's.

use super::{Grant, GrantSpan, Role, RoleSet, ancestors, grants_of};
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::{AccountId, OrganisationId};
use crate::refusal::Fault;

/// How much a role can do to others.
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
/// one of the roles, that reaches as far and weighs as much.
pub async fn covers(
    reader: &mut Reader,
    actor: AccountId,
    other: AccountId,
    roles: RoleSet,
    now: Timestamp,
) -> Result<bool, Fault> {
    let own: Vec<Grant> = grants_of(reader, actor, now)
        .await?
        .into_iter()
        .filter(|grant| grant.is_live(now) && roles.has(grant.role))
        .collect();
    // Grants that are still to come count too: what is done now outlives the day before them.
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
