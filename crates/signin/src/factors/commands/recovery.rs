//! Making new recovery codes.

use facts::signin::RecoveryCodesDrawn;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::Kind;
use crate::factors::model::{Own, Proof, by_hand, draw, is_asked, put_codes, spend};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::passwords;

/// Makes ten new recovery codes, answered once; those before are void.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DrawRecoveryCodes {
    /// A code of any of one's apps, or a recovery code; may be left out where a passkey signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

// No `Debug`: nobody prints them by accident.
/// Recovery codes, shown once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RecoveryCodes {
    /// The codes; each is used once.
    pub recovery_codes: Vec<String>,
}

/// The proof, and what it buys.
pub struct Ready {
    proof: Proof,
    codes: Vec<String>,
}

impl Command for DrawRecoveryCodes {
    const NAME: &'static str = "recovery-codes.draw";
    const ACTION: Action = authority::DRAW;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = RecoveryCodes;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        if !is_asked(&mut gate.door()?.reader().await?, account).await? {
            return Err(messages::NO_APP.refuse().into());
        }
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: None,
            kind: Kind::OwnSecondStep,
            origin: &self.origin,
        };
        let proof = own.prove(call, ports).await?;
        Ok(Ready { proof, codes: draw() })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        ready: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<RecoveryCodes> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        if !is_asked(tx, account).await? {
            return Err(messages::NO_APP.refuse().into());
        }
        if !spend(tx, account, ready.proof, call).await? {
            return Err(messages::REFUSED.at("code").into());
        }
        put_codes(tx, account, &ready.codes, call).await?;
        store::drop_steps(tx, account).await?;
        store::touch(tx, account, call).await?;
        tx.note(&RecoveryCodesDrawn { account })?;
        Ok(RecoveryCodes { recovery_codes: ready.codes.clone() })
    }
}
