//! Beginning to add an authenticator app.

use facts::signin::RecoveryCodeUsed;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attempts::{Kind, Tried};
use crate::factors::model::{
    Key, LONGEST_NAME, MOST, PURPOSE, Proof, address, by_hand, own_proof, seal, spend,
};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, HashingPool, normalise};
use crate::people::{self, Known};

/// Begins to add an authenticator app of one's own: answers its key once, as letters and as the address that apps read
/// from a picture. It counts from `authenticator.confirm` on. What was begun before and not confirmed is forgotten.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginAuthenticator {
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
    /// A code of an app that is there already, or a recovery code; needed once there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// The password in use; needed for the first app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret<String>>,
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

/// What shows that it is the owner who adds an app: the password for the first one, afterwards a code.
enum Shown {
    /// The password of this version.
    Password(i64),
    Proof(Proof),
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
        let (view, has_app) = {
            let mut reader = door.reader().await?;
            let has_app = !store::confirmed(&mut reader, account).await?.is_empty();
            (people::person(&mut reader, account).await?, has_app)
        };
        let nothing = Secret::new(String::new());
        let (id, key) = (ids::new_at(call.now), Key::draw());
        let begun = BegunAuthenticator {
            authenticator: id,
            key: key.grouped(),
            address: address(&gate.settings().product, &view.address, &key),
        };
        let shown = if has_app {
            let code = self.code.as_ref().unwrap_or(&nothing);
            Shown::Proof(own_proof(call, ports, code, &self.origin).await?)
        } else {
            let current = normalise(self.current.as_ref().unwrap_or(&nothing).reveal());
            if current.is_empty() {
                return Err(messages::PASSWORD_NEEDED.at("current").into());
            }
            let known = Known { view, may_act: true };
            let tried = Tried {
                kind: Kind::OwnSecondStep,
                username: &known.view.address,
                known: Some(&known),
                origin: &self.origin,
            };
            let pool = ports.port::<HashingPool>()?;
            Shown::Password(passwords::own(&gate, &pool, &tried, &current, call.now).await?.0)
        };
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
        match ready.shown {
            Shown::Proof(proof) => {
                if !spend(tx, account, proof, call).await? {
                    return Err(messages::REFUSED.at("code").into());
                }
                if matches!(proof, Proof::Recovery { .. }) {
                    tx.note(&RecoveryCodeUsed { account })?;
                }
            }
            // An app that was added since asks for its code, and another password for itself.
            Shown::Password(version) => {
                if there > 0 || !passwords::hold(tx, account, version).await? {
                    return Err(common::STALE.refuse().into());
                }
            }
        }
        store::insert(tx, account, ready.id, self.name.trim(), &ready.sealed, call).await?;
        store::touch(tx, account, call).await?;
        Ok(ready.begun.clone())
    }
}

fn named(name: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(messages::NAME.at("name").with("limit", LONGEST_NAME).into());
    }
    if name.chars().any(char::is_control) {
        return Err(common::TEXT_CONTROL.at("name").into());
    }
    Ok(())
}
