//! Giving a passkey another name.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors;
use crate::passkeys::model::named;
use crate::passkeys::{authority, messages, store};

/// Gives one of one's own passkeys another name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    /// Which one, as listed by `passkey.mine`.
    pub passkey: Uuid,
    /// What the person calls it from now on, 1 to 60 characters.
    pub name: String,
}

impl Command for RenamePasskey {
    const NAME: &'static str = "passkey.rename";
    const ACTION: Action = authority::RENAME;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<()> {
        factors::by_hand(call)?;
        named(&self.name).map(|_| ())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        let passkey = store::one(tx, account, self.passkey).await?;
        let passkey = passkey.ok_or_else(|| messages::GONE.refuse())?;
        if !store::rename(tx, &passkey, named(&self.name)?, call).await? {
            return Err(messages::GONE.refuse().into());
        }
        factors::touch(tx, account, call).await?;
        Ok(())
    }
}
