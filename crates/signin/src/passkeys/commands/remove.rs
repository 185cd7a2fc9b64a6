//! Removing a passkey.

use facts::signin::PasskeyRemoved;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{self, Own, Proof, Shown};
use crate::origin::Origin;
use crate::passkeys::model::Assertion;
use crate::passkeys::{authority, messages, store};
use crate::passwords;
use crate::{attempts, break_glass};

/// Removes one of one's own passkeys. Where there is no other passkey and no app the recovery codes go, and signing in asks for
/// the password only.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovePasskey {
    /// Which one, as listed by `passkey.mine`.
    pub passkey: Uuid,
    /// A code of an app, or a recovery code; may be left out where a passkey signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// The proof that it is the owner who removes it.
pub struct Ready(Proof);

impl Command for RemovePasskey {
    const NAME: &'static str = "passkey.remove";
    const ACTION: Action = authority::REMOVE;
    type Prepared = Ready;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: None,
            kind: attempts::Kind::OwnPasskey,
            origin: &self.origin,
        };
        Ok(Ready(own.prove(call, ports).await?))
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
        break_glass::refuse_last_key(tx, account).await?;
        let passkey = store::one(tx, account, self.passkey).await?;
        let passkey = passkey.ok_or_else(|| messages::GONE.refuse())?;
        Shown::Proof(*proof).stand(tx, account, call).await?;
        if !store::remove(tx, &passkey).await? {
            return Err(messages::GONE.refuse().into());
        }
        factors::removed(tx, account, call).await?;
        tx.note(&PasskeyRemoved { account })?;
        Ok(())
    }
}
