//! Whether somebody stands above somebody else: what takes an account out of somebody's hands is done only by those
//! whose rights cover that person's.

use super::{Grant, GrantSpan, Place, Role, RoleSet, grants_of};
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::AccountId;
use crate::refusal::Fault;

/// How much a role can do to others.
const fn weight(role: Role) -> u8 {
    match role {
        Role::PlatformAdministrator => 4,
        Role::SecondPlatformApprover | Role::NationalServiceDesk => 3,
        Role::PrimaryLocalAdministrator => 2,
        Role::NationalAdministrationService | Role::LocalAdministrator => 1,
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
        let place = match theirs.span.organisation() {
            None => None,
            Some(organisation) => Some(Place::of(reader, organisation).await?),
        };
        let matched = own.iter().any(|mine| {
            weight(mine.role) >= weight(theirs.role)
                && holds(mine.span, theirs.span, place.as_ref())
        });
        if !matched {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether one span holds another, which names an organisation at that place or none.
fn holds(mine: GrantSpan, theirs: GrantSpan, place: Option<&Place>) -> bool {
    match (mine, theirs) {
        (GrantSpan::Nation, _) => true,
        (GrantSpan::Sector(mine), GrantSpan::Sector(theirs)) => mine == theirs,
        (_, GrantSpan::Nation | GrantSpan::Sector(_)) => false,
        // What lies below is not of the organisation, nor need it be of the sector.
        (GrantSpan::Organisation(_) | GrantSpan::Sector(_), GrantSpan::Descendants(_)) => false,
        (_, GrantSpan::Organisation(_))
        | (GrantSpan::Descendants(_), GrantSpan::Descendants(_)) => {
            place.is_some_and(|place| mine.reaches(place))
        }
    }
}
