//! Reminding those who have to have a second step and have none.

use facts::signin::SecondStepWanted;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation;
use crate::mfa::model::REMIND_DAYS;
use crate::mfa::{authority, messages, store};

/// Sends a letter to everybody of an organisation who has to have a second step and has none; not more often than the rules
/// say.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindOfSecondStep {
    /// The code of the organisation.
    pub organisation: String,
}

impl Command for RemindOfSecondStep {
    const NAME: &'static str = "second-step.remind";
    const ACTION: Action = authority::REMIND;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let organisation = organisation(tx, &self.organisation).await?.organisation;
        let days = tx.dated(&REMIND_DAYS, None, call.now).await?;
        if !store::remind(tx, organisation, call.now.plus_days(-days), call).await? {
            return Err(messages::REMINDED.refuse().with("days", days).into());
        }
        tx.concerns(organisation);
        tx.note(&SecondStepWanted { organisation })?;
        Ok(())
    }
}
