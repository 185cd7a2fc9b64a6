//! Letting the person begin again.

use facts::signin::AccountReleased;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaseMoved, check_helper, open_case, save};
use crate::compromise::model::State;
use crate::compromise::store::Case;
use crate::compromise::{authority, messages};
use crate::{identity_checks, people};

/// Enables the account of a person again whose case is open, after making sure that it is that person who asks. They have no
/// password: they are given a start code, choose a new one and add a second step. Applications open to them from then on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseCompromised {
    /// Whom.
    pub person: AccountId,
}

impl Command for ReleaseCompromised {
    const NAME: &'static str = "compromise.release";
    const ACTION: Action = authority::RELEASE;
    type Prepared = ();
    type Output = CaseMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        let person = self.person;
        check_helper(tx, person, call).await?;
        let view = people::person(tx, person).await?;
        let before = open_case(tx, person, call).await?;
        if before.state != State::Contained {
            return Err(messages::RELEASED_ALREADY.refuse().into());
        }
        identity_checks::require(tx, person, call).await?;
        let after =
            Case { state: State::Recovering, released_at: Some(call.now), ..before.clone() };
        let moved = save(tx, &before, &after, call).await?;
        tx.concerns(view.organisation);
        tx.note(&AccountReleased {
            account: person,
            enable: before.taken.could_sign_in,
            organisation: view.organisation,
        })?;
        Ok(moved)
    }
}
