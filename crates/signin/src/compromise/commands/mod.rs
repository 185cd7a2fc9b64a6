//! The acts on a case.

mod close;
mod contain;
mod devices;
mod forget;
mod lift;
mod open;
mod release;
mod report;

use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::messages;
use super::store::{self, Case};
use crate::{codes, passwords};

pub use close::CloseCompromise;
pub use devices::RecordDeviceCheck;
pub(super) use forget::CHUNK;
pub use forget::{ForgetCaseWords, Forgotten};
pub use lift::{EndLift, LiftSecondStep};
pub use open::OpenCompromise;
pub use release::ReleaseCompromised;
pub use report::ReportCompromise;

/// Where a case stands after an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CaseMoved {
    /// Its key.
    #[schemars(with = "String")]
    pub case: Uuid,
    /// Where it stands.
    pub state: super::State,
    /// Its version.
    pub version: i64,
}

/// Refuses whoever decides about themselves, and whose rights do not cover those of the account.
async fn check_helper(reader: &mut Reader, person: AccountId, call: &Call) -> Result<()> {
    let Actor::Account(helper) = call.actor else { return Ok(()) };
    if helper == person {
        return Err(messages::OWN.refuse().into());
    }
    if !codes::covers(reader, helper, person, call.now).await? {
        return Err(passwords::messages::ABOVE_YOU.refuse().into());
    }
    Ok(())
}

/// The open case of a person, as the caller saw it.
async fn open_case(reader: &mut Reader, person: AccountId, call: &Call) -> Result<Case> {
    let case = store::open_of(reader, person).await?;
    let case = case.ok_or_else(|| messages::NONE_OPEN.refuse())?;
    call.expects(case.version)?;
    Ok(case)
}

/// Saves a case after an act.
async fn save(tx: &mut WriteTx, before: &Case, after: &Case, call: &Call) -> Result<CaseMoved> {
    if !store::save(tx, before, after, call).await? {
        return Err(common::STALE.refuse().into());
    }
    Ok(CaseMoved { case: before.id, state: after.state, version: before.version + 1 })
}
