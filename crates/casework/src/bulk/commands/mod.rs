//! The commands: a bulk change is prepared, run, stopped, thrown away; the service ends and forgets it.

mod begin;
mod moves;

pub use begin::{BeginBulk, Begun};
pub use moves::{BulkStands, DropBulk, EndBulk, ForgetBulk, RunBulk, StopBulk};

use kernel::authority::Resource;
use kernel::db::Reader;
use kernel::door::{Actor, Call, MayDo};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use uuid::Uuid;

use super::KnownActs;
use super::model::{Act, Bulk};
use super::store;

/// The act of that key, if a slice still has it.
pub(super) async fn act_of(reader: &mut Reader, key: &str) -> Result<Option<&'static Act>> {
    Ok(reader.ask(KnownActs).await?.into_iter().find(|act| act.key == key))
}

/// Whether the caller may do the act in the organisation.
pub(super) async fn may_do(
    reader: &mut Reader,
    call: &Call,
    act: &Act,
    organisation: OrganisationId,
) -> Result<bool> {
    if !matches!(call.actor, Actor::Account(_)) {
        return Ok(false);
    }
    let resource = Resource::Organisation(organisation);
    reader.ask(MayDo { call: call.clone(), action: act.action, resource }).await
}

/// The bulk change as it is now.
async fn found(reader: &mut Reader, bulk: Uuid) -> Result<Bulk> {
    store::find(reader, bulk).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
}
