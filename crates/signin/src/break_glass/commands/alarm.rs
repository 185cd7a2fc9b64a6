//! Saying what an alarm was.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::break_glass::model::{Cause, reason};
use crate::break_glass::{authority, messages, store};

/// What it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The key was tried; the next drill of the account is due in a quarter.
    Drill,
    /// It was needed, or should not have been.
    Use,
}

/// Closes an alarm with what it was. Somebody other than whoever used the account does.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseAlarm {
    /// Which, as `break-glass.state` lists it.
    pub alarm: Uuid,
    /// What it was.
    pub outcome: Outcome,
    /// In words, 1 to 500 characters.
    pub reason: String,
}

impl Command for CloseAlarm {
    const NAME: &'static str = "break-glass.close-alarm";
    const ACTION: Action = authority::CLOSE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let words = reason(&self.reason)?;
        let alarm = store::alarm(tx, self.alarm).await?;
        let alarm = alarm.ok_or_else(|| common::NOT_FOUND.refuse())?;
        if call.actor.account() == Some(alarm.account) {
            return Err(messages::OWN_ALARM.refuse().into());
        }
        if self.outcome == Outcome::Drill {
            if alarm.cause != Cause::SignIn {
                return Err(messages::NO_DRILL.refuse().into());
            }
            store::drilled(tx, alarm.account, alarm.raised_at, call).await?;
        }
        if !store::close(tx, &alarm, &words, call).await? {
            return Err(messages::CLOSED.refuse().into());
        }
        Ok(())
    }
}
