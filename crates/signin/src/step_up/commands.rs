//! A code or a passkey in a session that is open.

use facts::signin::RecoveryCodeUsed;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::random;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority;
use crate::attempts::Kind;
use crate::factors::{self, Own, Proof, is_asked, spend};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::{keys, passwords, sessions};

/// Shows again, in the session that asks, that it is its owner: by a code of their authenticator app, a recovery code or a
/// passkey. For some minutes acts are done that ask for that, and the session goes on under another key. A token has no session and cannot do it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProveAgain {
    /// The 6 digits of an app, or a recovery code; may be left out where a passkey signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// The session goes on under another key.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct ProvedAgain {
    /// The session's key from now on: shown once, kept by the browser only.
    pub session_key: String,
}

/// What was proved, and the key that the session gets.
pub struct Ready(Proof, String);

impl Command for ProveAgain {
    const NAME: &'static str = "session.prove";
    const ACTION: Action = authority::PROVE;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = ProvedAgain;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = factors::by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        if !is_asked(&mut gate.door()?.reader().await?, account).await? {
            return Err(factors::NO_APP.refuse().into());
        }
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: None,
            kind: Kind::OwnSecondStep,
            origin: &self.origin,
        };
        Ok(Ready(own.prove(call, ports).await?, random::token()))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        Ready(proof, key): &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ProvedAgain> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        let by_passkey = matches!(proof, Proof::Passkey(_));
        if !sessions::note_proof(tx, account, by_passkey, call).await?
            || !sessions::renew_key(tx, account, &keys::hash(key), call).await?
        {
            return Err(common::SIGN_IN.refuse().into());
        }
        if !spend(tx, account, *proof, call).await? {
            return Err(factors::REFUSED.at("code").into());
        }
        if matches!(proof, Proof::Recovery { .. }) {
            tx.note(&RecoveryCodeUsed { account })?;
        }
        Ok(ProvedAgain { session_key: key.clone() })
    }
}
