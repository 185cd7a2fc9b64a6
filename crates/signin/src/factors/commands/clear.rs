//! Clearing what was begun and never finished.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::factors::{authority, jobs, store};
use crate::texts;

/// Rows cleared in one act.
const CHUNK: i64 = 200;

/// Clears authenticator apps that were never confirmed and steps of signing in that nobody finished, some at a time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearDueFactors {}

/// What was cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cleared {
    /// How much; 0 if there is nothing left.
    pub cleared: u64,
}

impl Command for ClearDueFactors {
    const NAME: &'static str = "second-factor.clear-due";
    const ACTION: Action = authority::CLEAR;
    type Prepared = ();
    type Output = Cleared;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Cleared> {
        let due = jobs::due(tx, call.now).await?;
        let mut cleared = store::clear_unconfirmed(tx, due.unconfirmed_before, CHUNK).await?;
        cleared += texts::clear_unconfirmed(tx, due.unconfirmed_before, CHUNK).await?;
        cleared += store::clear_steps(tx, due.steps_before, CHUNK).await?;
        Ok(Cleared { cleared })
    }
}
