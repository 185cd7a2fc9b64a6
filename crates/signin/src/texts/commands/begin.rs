//! Beginning to add a number: its owner shows that it is them, and a code goes to it.

use kernel::authority::{Action, Resource, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::attempts::Kind;
use crate::factors::{Own, Shown, by_hand, touch};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::texts::model::{Mobile, seal};
use crate::texts::{Asked, For, Gateway, Whom, ask_for, authority, messages, store};
use crate::{passwords, people};

/// Begins to add a mobile telephone number of one's own, and has a code sent to it. It counts from `text-number.confirm` on,
/// and takes the place of the one before.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginTextNumber {
    /// The number: of the United Kingdom, or with `+` and the code of the country.
    pub mobile: Secret<String>,
    /// A code that signing in would take, or a recovery code; needed once signing in asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// The password in use; needed where signing in asks for nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A number that was begun.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct BegunTextNumber {
    /// Its key, for `text-number.confirm`.
    pub number: Uuid,
}

/// A number that can be kept, whose owner was there.
pub struct Ready {
    id: Uuid,
    sealed: Vec<u8>,
    ending: String,
    shown: Shown,
}

impl Command for BeginTextNumber {
    const NAME: &'static str = "text-number.begin";
    const ACTION: Action = authority::BEGIN;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = BegunTextNumber;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        if ports.port::<Gateway>().is_err() {
            return Err(messages::NONE.refuse().into());
        }
        let mobile = Mobile::read(self.mobile.reveal());
        let mobile = mobile.ok_or_else(|| messages::MOBILE.at("mobile"))?;
        let view = {
            let mut reader = door.reader().await?;
            if !grants_of(&mut reader, account, call.now).await?.is_empty() {
                return Err(messages::ROLE.refuse().into());
            }
            people::person(&mut reader, account).await?
        };
        let organisation = Some(view.organisation);
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: self.current.as_ref(),
            kind: Kind::OwnTextNumber,
            origin: &self.origin,
        };
        let shown = own.show(call, ports, view).await?;
        let id = ids::new_at(call.now);
        let sealed = seal(door, account, id, &mobile)?;
        // Counted and queued before the number is there; the job reads it, and without it sends nothing.
        let whom = Whom { account, organisation, number: Some(id) };
        match ask_for(door, whom, For::Number, id, call.now).await? {
            Asked::Sent => {}
            Asked::TooSoon => return Err(messages::TOO_SOON.refuse().into()),
            Asked::TooMany => return Err(messages::TOO_MANY.refuse().into()),
        }
        Ok(Ready { id, sealed, ending: mobile.ending().to_owned(), shown })
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
    ) -> Result<BegunTextNumber> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        ready.shown.stand(tx, account, call).await?;
        store::insert(tx, (account, ready.id), &ready.sealed, &ready.ending, call).await?;
        touch(tx, account, call).await?;
        Ok(BegunTextNumber { number: ready.id })
    }
}
