//! One move of an organisation from state to state, for the commands of joining and leaving.

use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::refusal::{Result, messages as common};

use crate::organisations::model::{Organisation, OrganisationState};
use crate::organisations::{messages, store};

/// Moves the organisation on, if the table of moves has that move, and gives its new version. Nobody comes into one that
/// is closing, and people can come again into one that stays.
pub(crate) async fn step(
    tx: &mut WriteTx,
    call: &Call,
    organisation: &Organisation,
    next: OrganisationState,
) -> Result<i64> {
    let (id, state) = (organisation.id, organisation.state);
    if !state.may_become(next) {
        return Err(messages::NOT_FROM_HERE.refuse().with("state", state.name()).into());
    }
    // The gate before the row, as for whoever comes in.
    match next {
        OrganisationState::Closing => store::shut_gate(tx, id, call.act).await?,
        OrganisationState::Open => store::open_gate(tx, id, call.act).await?,
        _ => {}
    }
    if !store::set_state(tx, organisation, next, call.act).await? {
        return Err(common::STALE.refuse().into());
    }
    let version = organisation.version + 1;
    tx.subject("organisation", id, version);
    tx.concerns(id);
    tx.effect("organisation", id, "state", state.name(), next.name());
    Ok(version)
}
