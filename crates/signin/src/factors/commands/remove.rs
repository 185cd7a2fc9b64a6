//! Removing an authenticator app.

use facts::signin::{AuthenticatorRemoved, RecoveryCodeUsed};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::model::{Proof, own_proof, spend};
use crate::factors::{authority, messages, store};
use crate::origin::Origin;
use crate::passwords;

/// Removes one of one's own authenticator apps. With the last one the recovery codes go, and signing in asks for the
/// password only.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveAuthenticator {
    /// Which one, as listed by `second-factor.mine`.
    pub authenticator: Uuid,
    /// A code of any of one's apps, or a recovery code.
    pub code: Secret<String>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// The proof that it is the owner who removes it.
pub struct Ready(Proof);

impl Command for RemoveAuthenticator {
    const NAME: &'static str = "authenticator.remove";
    const ACTION: Action = authority::REMOVE;
    type Prepared = Ready;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        Ok(Ready(own_proof(call, ports, &self.code, &self.origin).await?))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        Ready(proof): &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        let app = store::app(tx, account, self.authenticator).await?;
        let app = app.filter(|app| app.confirmed_at.is_some());
        let app = app.ok_or_else(|| common::NOT_FOUND.refuse())?;
        if !spend(tx, account, *proof, call).await? {
            return Err(messages::REFUSED.at("code").into());
        }
        if !store::remove(tx, account, app.id, &app.name).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        store::drop_steps(tx, account).await?;
        if store::confirmed(tx, account).await?.is_empty() {
            store::forget(tx, account).await?;
        }
        store::touch(tx, account, call).await?;
        if matches!(proof, Proof::Recovery { .. }) {
            tx.note(&RecoveryCodeUsed { account })?;
        }
        tx.note(&AuthenticatorRemoved { account })?;
        Ok(())
    }
}
