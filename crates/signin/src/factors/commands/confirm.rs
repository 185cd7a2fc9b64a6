//! Confirming an authenticator app by the first code that it shows.

use facts::signin::AuthenticatorAdded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attempts::Factor;
use crate::factors::model::{
    Before, PURPOSE, Purpose, Trial, Tried, Typed, added, by_hand, draw, matching, open,
};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords;

/// Adds an authenticator app that was begun, by a code that it shows. From now on signing in asks for a code, and every
/// other session of the account ends. The first app or passkey comes with recovery codes, answered once, and revokes the
/// account's tokens.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmAuthenticator {
    /// Which one, as `authenticator.begin` answered.
    pub authenticator: Uuid,
    /// The 6 digits that it shows.
    pub code: Secret<String>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

// No `Debug`: it holds codes.
/// An app that was added.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct Confirmed {
    /// The recovery codes that came with the first app; none if there were some already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes: Option<Vec<String>>,
}

/// The step whose code was typed, and recovery codes for whoever has none.
pub struct Ready {
    step: i64,
    codes: Vec<String>,
}

impl Command for ConfirmAuthenticator {
    const NAME: &'static str = "authenticator.confirm";
    const ACTION: Action = authority::CONFIRM;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = Confirmed;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        if self.code.reveal().trim().is_empty() {
            return Err(messages::NEEDED.at("code").into());
        }
        let app = store::app(&mut door.reader().await?, account, self.authenticator).await?;
        let app = app.ok_or_else(|| messages::NOT_BEGUN.refuse())?;
        if app.confirmed_at.is_some() {
            return Err(messages::CONFIRMED.refuse().into());
        }
        let key = open(&door.derived(PURPOSE, app.id), account, app.id, &app.sealed)?;
        // Sealed under a key that is gone, it is as good as not begun.
        let key = key.ok_or_else(|| messages::NOT_BEGUN.refuse())?;
        let tried = Tried { account, purpose: Purpose::Change, origin: &self.origin };
        let trial = Trial::begin(&gate, &tried, call.now).await?;
        let step = match Typed::of(self.code.reveal()) {
            Typed::Digits(digits) if trial.may_be_judged() => {
                matching(&key.0, &digits, call.now, app.last_step)
            }
            _ => None,
        };
        let step = step.ok_or_else(|| messages::REFUSED.at("code"))?;
        trial.was_right(Factor::Code).await?;
        Ok(Ready { step, codes: draw() })
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
    ) -> Result<Confirmed> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        let before = Before::of(tx, account).await?;
        if !store::confirm(tx, account, self.authenticator, ready.step, call).await? {
            return Err(messages::CONFIRMED.refuse().into());
        }
        let recovery_codes = added(tx, account, before, &ready.codes, &self.origin, call).await?;
        tx.note(&AuthenticatorAdded { account })?;
        Ok(Confirmed { recovery_codes })
    }
}
