//! Reminding those who have not accepted.

use facts::signin::TermsReminded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation;
use crate::terms::model::REMIND_DAYS;
use crate::terms::{authority, messages, store};

/// Sends a letter to everybody of an organisation for whom terms of use wait; not more often than the rules say.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindOfTerms {
    /// The code of the organisation.
    pub organisation: String,
}

impl Command for RemindOfTerms {
    const NAME: &'static str = "terms.remind";
    const ACTION: Action = authority::REMIND;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let organisation = organisation(reader, Some(&self.organisation)).await?;
        Ok(Resource::Organisation(organisation.ok_or_else(|| common::NOT_FOUND.refuse())?))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let organisation = organisation(tx, Some(&self.organisation)).await?;
        let organisation = organisation.ok_or_else(|| common::NOT_FOUND.refuse())?;
        let days = tx.dated(&REMIND_DAYS, None, call.now).await?;
        if !store::remind(tx, organisation, call.now.plus_days(-days), call).await? {
            return Err(messages::REMINDED.refuse().with("days", days).into());
        }
        tx.concerns(organisation);
        tx.note(&TermsReminded { organisation })?;
        Ok(())
    }
}
