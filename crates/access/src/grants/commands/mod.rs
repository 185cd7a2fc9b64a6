//! Handing out a role, ending one, and arranging who stands in for whom.

mod cover;
mod end;
mod give;
mod intended;
mod invited;

pub use cover::{ArrangeCover, Arranged, EndCover};
pub use end::EndGrant;
pub use give::{GiveGrant, Given};
pub(super) use invited::give_invited;

use kernel::authority::{Grant, GrantSpan, Role, ancestors, find_grant, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call};
use kernel::ids::{GrantId, OrganisationId};
use kernel::refusal::{Result, messages as common};

use super::model::{Bounds, Reach};

/// Up to where the caller may hand out roles in the organisation, as it stands now.
async fn bounds(tx: &mut WriteTx, call: &Call, place: Option<OrganisationId>) -> Result<Bounds> {
    let Some(account) = call.actor.account() else {
        let is_operator = matches!(call.actor, Actor::Operator(_));
        return Ok(if is_operator { Bounds::Everything } else { Bounds::Within(Vec::new()) });
    };
    let own = grants_of(tx, account, call.now).await?;
    let live: Vec<&Grant> = own.iter().filter(|grant| grant.is_live(call.now)).collect();
    if live.iter().any(|grant| grant.role == Role::PlatformAdministrator) {
        return Ok(Bounds::Everything);
    }
    let Some(organisation) = place else { return Ok(Bounds::Within(Vec::new())) };
    let above = ancestors(tx, organisation).await?;
    let reaches = live
        .iter()
        .filter(|grant| grant.role == Role::PrimaryLocalAdministrator)
        .filter_map(|grant| match grant.span {
            GrantSpan::Descendants(named) if named == organisation || above.contains(&named) => {
                Some(Reach { grant: grant.id, with_descendants: true, ends_at: grant.ends_at })
            }
            GrantSpan::Organisation(named) if named == organisation => {
                Some(Reach { grant: grant.id, with_descendants: false, ends_at: grant.ends_at })
            }
            _ => None,
        });
    Ok(Bounds::Within(reaches.collect()))
}

async fn found(reader: &mut Reader, grant: GrantId) -> Result<Grant> {
    let found = find_grant(reader, grant).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// Whether the caller knows of grants of the whole service at all; to others they answer as unknown ones.
async fn sees_nation(reader: &mut Reader, call: &Call) -> Result<bool> {
    let Some(account) = call.actor.account() else { return Ok(true) };
    let own = grants_of(reader, account, call.now).await?;
    Ok(own.iter().any(|grant| grant.span == GrantSpan::Nation && grant.is_live(call.now)))
}
