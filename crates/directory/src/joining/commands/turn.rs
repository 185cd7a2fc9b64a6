//! Whose turn it is, and what is waited for.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{JoiningVersion, case_of, moved, words};
use crate::joining::model::Turn;
use crate::joining::{authority, messages, store};
use crate::organisations::standing::coded;

/// Hands the turn over, with what is waited for: something of theirs is missing, or has come. From then on they have
/// waited since now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassTurn {
    /// Its code in the register.
    pub organisation: String,
    /// Whose turn it is now: ours or theirs.
    pub turn: Turn,
    /// What they have to do, at most 500 characters.
    pub waits_for: String,
}

impl Command for PassTurn {
    const NAME: &'static str = "organisation.pass-turn";
    const ACTION: Action = authority::JOIN;
    type Prepared = String;
    type Output = JoiningVersion;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        if self.turn == Turn::Nobody {
            return Err(messages::TURN.at("turn").into());
        }
        words("waits_for", "what is waited for", &self.waits_for)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        waits_for: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<JoiningVersion> {
        let organisation = coded(tx, &self.organisation).await?;
        let before = case_of(tx, call, &organisation).await?;
        call.expects(before.version)?;
        if !before.stage.is_on_its_way() {
            return Err(messages::NOTHING_UNDER_WAY.refuse().into());
        }
        let after = before.clone().handed(self.turn, Some(waits_for.as_str()), call.now);
        let version = store::save(tx, call, Some(&before), &after).await?;
        moved(tx, after.organisation, "turn")?;
        tx.subject("joining_case", organisation.id, version);
        Ok(JoiningVersion::of(&organisation, &after, version))
    }
}
