//! Ending what an application was given.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::oidc::{authority, messages, store};

/// Ends an entry: the application gave it back, or something of it was used a second time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndEntry {
    /// Which one.
    pub entry: Uuid,
}

impl Command for EndEntry {
    const NAME: &'static str = "application.end-entry";
    const ACTION: Action = authority::END;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        if !store::end(tx, self.entry, call.now).await? {
            return Err(messages::ENDED.refuse().into());
        }
        tx.subject("application_entry", self.entry, 2);
        Ok(())
    }
}
