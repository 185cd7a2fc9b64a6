//! Confirming a number by the code that was sent to it.

use facts::signin::TextNumberAdded;
use kernel::authority::{Action, Resource, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{Before, Confirmed, added, attempt_sent, by_hand, draw};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords;
use crate::texts::{authority, messages, store};

/// Adds a telephone number that was begun, by the code that was sent to it. From now on signing in asks for a code, and every
/// other session of the account ends. Whoever has no recovery codes gets some, answered once.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmTextNumber {
    /// Which one, as `text-number.begin` answered.
    pub number: Uuid,
    /// The 6 digits of the text.
    pub code: Secret<String>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// Recovery codes for whoever has none; the code was right.
pub struct Ready {
    codes: Vec<String>,
}

impl Command for ConfirmTextNumber {
    const NAME: &'static str = "text-number.confirm";
    const ACTION: Action = authority::CONFIRM;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = Confirmed;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        let number = store::number(&mut gate.door()?.reader().await?, self.number).await?;
        let is_begun =
            number.is_some_and(|number| number.account == account && number.confirmed_at.is_none());
        if !is_begun {
            return Err(messages::NOT_BEGUN.refuse().into());
        }
        let code = self.code.reveal();
        attempt_sent(&gate, account, self.number, &self.origin, code, call.now).await?;
        Ok(Ready { codes: draw() })
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
        if !grants_of(tx, account, call.now).await?.is_empty() {
            return Err(messages::ROLE.refuse().into());
        }
        let before = Before::of(tx, account).await?;
        if !store::confirm(tx, account, self.number, call).await? {
            return Err(messages::NOT_BEGUN.refuse().into());
        }
        let recovery_codes = added(tx, account, before, &ready.codes, &self.origin, call).await?;
        tx.note(&TextNumberAdded { account })?;
        Ok(Confirmed { recovery_codes })
    }
}
