//! The acts by which organisations come in and go, each one transaction and one line in the audit.

mod administrator;
mod apply;
mod checks;
mod closing;
mod fields;
mod opening;
mod turn;

pub use administrator::{FirstAdministrator, InviteAdministrator, InviteAgain, Invited};
pub use apply::{ApplyToJoin, DeclineApplication};
pub use checks::{RecordCheck, WaiveCheck};
pub use closing::{BeginClosing, CancelClosing};
pub use opening::BeginOpening;
pub use turn::PassTurn;

pub(crate) use administrator::{invite, is_in_office};
pub(crate) use checks::{Line, look, missing};
pub(crate) use closing::note_closed;
pub(crate) use fields::{day_number, words};
pub(crate) use opening::admit;

use facts::directory::JoiningMoved;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Case, Sector, Stage};
use super::store;
use crate::organisations::OrganisationState;
use crate::organisations::standing::Organisation;

/// How far an organisation is after an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct JoiningVersion {
    /// Its code in the register.
    pub organisation: String,
    /// How far it is.
    pub stage: Stage,
    /// The version of what is known of its way, to be sent back with the next change.
    pub version: i64,
}

impl JoiningVersion {
    fn of(organisation: &Organisation, case: &Case, version: i64) -> Self {
        Self { organisation: organisation.code.clone(), stage: case.stage, version }
    }
}

/// Tells that an organisation is further, or that the turn was handed over.
pub(crate) fn moved(tx: &mut WriteTx, organisation: OrganisationId, step: &str) -> Result<()> {
    Ok(tx.note(&JoiningMoved { organisation, step: step.to_owned() })?)
}

/// What is known of an organisation's way, or what follows from its record where nobody has said anything.
pub(crate) async fn case_of(
    reader: &mut Reader,
    call: &Call,
    organisation: &Organisation,
) -> Result<Case> {
    if let Some(found) = store::find(reader, organisation.id).await? {
        return Ok(found);
    }
    let stage = match organisation.state {
        OrganisationState::Listed => Stage::Listed,
        OrganisationState::Applied => Stage::Applied,
        OrganisationState::Opening => Stage::Opening,
        OrganisationState::Open => Stage::Open,
        OrganisationState::Closing => Stage::Closing,
        OrganisationState::Closed => Stage::Closed,
    };
    let case = Case::unknown(organisation.id, Sector::of(organisation.kind), stage, call.now);
    Ok(Case { opened_at: organisation.opened_at, closed_at: organisation.closed_at, ..case })
}
