//! Removing one's own number.

use facts::signin::{RecoveryCodeUsed, TextNumberRemoved};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::Kind;
use crate::factors::{Own, Proof, REFUSED, removed, spend};
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::passwords;
use crate::texts::{authority, store};

/// Removes one's own telephone number. Where there is no app and no passkey the recovery codes go, and signing in asks for the
/// password only.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveTextNumber {
    /// A code of an app, one sent for this, or a recovery code; may be left out where a passkey signed.
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

impl Command for RemoveTextNumber {
    const NAME: &'static str = "text-number.remove";
    const ACTION: Action = authority::REMOVE;
    type Prepared = Ready;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: None,
            kind: Kind::OwnTextNumber,
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
        if !spend(tx, account, *proof, call).await? {
            return Err(REFUSED.at("code").into());
        }
        if store::forget(tx, account).await? == 0 {
            return Err(common::NOT_FOUND.refuse().into());
        }
        removed(tx, account, call).await?;
        if matches!(proof, Proof::Recovery { .. }) {
            tx.note(&RecoveryCodeUsed { account })?;
        }
        tx.note(&TextNumberRemoved { account })?;
        Ok(())
    }
}
