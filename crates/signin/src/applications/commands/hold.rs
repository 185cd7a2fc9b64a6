//! Holding an application, whosever it is: for those who look after the service, while it is looked into.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{live, resource_of};
use crate::applications::model::Hold;
use crate::applications::{authority, messages, store};
use crate::typed;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// Holds an application, so that nobody gets in and nothing that it was given counts, or releases it again. Whoever
/// registered it cannot release it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldApplication {
    /// Which one.
    pub application: Uuid,
    /// What is done.
    #[serde(default)]
    pub hold: Hold,
    /// Why, in 1 to 500 characters. While it is held, those whose application it is read it.
    pub reason: String,
}

impl Command for HoldApplication {
    const NAME: &'static str = "application.hold";
    const ACTION: Action = authority::HOLD;
    const LEVEL: Level = Level::FreshProof;
    /// The reason as it is kept.
    type Prepared = String;
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        let wrong = (messages::HOLD_REASON, messages::HOLD_REASON);
        Ok(typed::words(&self.reason, "reason", LONGEST_REASON, wrong)?)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource_of(reader, self.application).await
    }

    async fn run(
        &self,
        reason: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let before = live(tx, self.application).await?;
        call.expects(before.version)?;
        if before.held_at.is_some() == (self.hold == Hold::Hold) {
            return Err(messages::AS_IT_IS.refuse().into());
        }
        if !store::hold(tx, &before, self.hold, reason, call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
