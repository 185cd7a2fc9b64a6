//! Telling somebody that the counter of a passkey went back.

use facts::signin::PasskeyCounterBack;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors;
use crate::passkeys::{authority, messages, store};
use crate::people;

/// Tells somebody that one of their passkeys was refused, because it signed with a counter that was not further than before.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnOfPasskey {
    /// Whose.
    pub person: AccountId,
    /// Which one.
    pub passkey: Uuid,
}

impl Command for WarnOfPasskey {
    const NAME: &'static str = "passkey.warn";
    const ACTION: Action = authority::WARN;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = self.person;
        if !store::mark_back(tx, account, self.passkey, call).await? {
            return Err(messages::GONE.refuse().into());
        }
        factors::touch(tx, account, call).await?;
        tx.note(&PasskeyCounterBack { account })?;
        Ok(())
    }
}
