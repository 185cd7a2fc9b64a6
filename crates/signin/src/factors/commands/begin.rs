//! Beginning to add an authenticator app.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attempts::Kind;
use crate::factors::model::{Key, LONGEST_NAME, MOST, Own, PURPOSE, Shown, address, by_hand, seal};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::{passwords, people};

/// Begins to add an authenticator app of one's own: answers its key once, as letters and as the address that apps read
/// from a picture. It counts from `authenticator.confirm` on. What was begun before and not confirmed is forgotten.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginAuthenticator {
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
    /// A code of an app that is there already, or a recovery code; needed once there is an app or a passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// The password in use; needed where there is neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

// No `Debug`: it holds the key.
/// An app that was begun.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct BegunAuthenticator {
    /// Its key in lists, for `authenticator.confirm`.
    pub authenticator: Uuid,
    /// The secret in letters, in groups of four.
    pub key: String,
    /// What the picture says.
    pub address: String,
}

/// A key that can be given.
pub struct Ready {
    id: Uuid,
    sealed: Vec<u8>,
    begun: BegunAuthenticator,
    shown: Shown,
}

impl Command for BeginAuthenticator {
    const NAME: &'static str = "authenticator.begin";
    const ACTION: Action = authority::BEGIN;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = BegunAuthenticator;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        named(&self.name)?;
        let view = people::person(&mut door.reader().await?, account).await?;
        let (id, key) = (ids::new_at(call.now), Key::draw());
        let begun = BegunAuthenticator {
            authenticator: id,
            key: key.grouped(),
            address: address(&gate.settings().product, &view.address, &key),
        };
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: self.current.as_ref(),
            kind: Kind::OwnSecondStep,
            origin: &self.origin,
        };
        let shown = own.show(call, ports, view).await?;
        let sealed = seal(&door.derived(PURPOSE, id), account, id, &key)?;
        Ok(Ready { id, sealed, begun, shown })
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
    ) -> Result<BegunAuthenticator> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        let there = store::confirmed(tx, account).await?.len();
        if there >= MOST {
            return Err(messages::TOO_MANY.refuse().with("limit", MOST).into());
        }
        ready.shown.stand(tx, account, call).await?;
        store::insert(tx, account, ready.id, self.name.trim(), &ready.sealed, call).await?;
        store::touch(tx, account, call).await?;
        Ok(ready.begun.clone())
    }
}

pub(super) fn named(name: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(messages::NAME.at("name").with("limit", LONGEST_NAME).into());
    }
    if name.chars().any(char::is_control) {
        return Err(common::TEXT_CONTROL.at("name").into());
    }
    Ok(())
}
