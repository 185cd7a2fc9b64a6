//! Beginning to add a passkey.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::random;
use kernel::refusal::{Fault, Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::jose::to_base64url;
use wire::webauthn::ALGORITHMS;

use super::ConfirmPasskey;
use crate::attempts;
use crate::factors::{self, Own, Shown};
use crate::gate::Gate;
use crate::keys::KeyHash;
use crate::origin::Origin;
use crate::passkeys::model::{
    Assertion, Bound, Kind, MOST, NewPasskey, Party, give_out, named, told,
};
use crate::passkeys::{authority, messages, store};
use crate::{passwords, people};

/// Begins to add a passkey of one's own: answers what the browser is to be asked for. It counts from `passkey.confirm` on,
/// which has to come from the same session.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginPasskey {
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
    /// What it is to be.
    #[serde(default)]
    pub kind: Kind,
    /// A code of an app, or a recovery code; needed, unless a passkey signed, where there is an app or a passkey already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// The password in use; needed where there is neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret<String>>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// What shows that it is the owner who begins, and what the browser is asked for.
pub struct Ready {
    shown: Shown,
    handle: [u8; 32],
    new: NewPasskey,
}

/// What the browser of somebody is asked for; the answer has to come from the same.
pub(super) async fn asked_for(
    gate: &Gate,
    account: AccountId,
    (act, browser): (&'static str, Option<KeyHash>),
    kind: Kind,
    handle: &[u8; 32],
    now: Timestamp,
) -> Result<NewPasskey> {
    let door = gate.door()?;
    let mut reader = door.reader().await?;
    let view = people::person(&mut reader, account).await?;
    let bound = Bound { act, account: Some(account), browser };
    let (ticket, challenge) = give_out(door, &mut reader, &bound, now).await?;
    Ok(NewPasskey {
        ticket,
        challenge: to_base64url(&challenge),
        rp_id: Party::of(&gate.settings().portal).id,
        rp_name: gate.settings().product.clone(),
        user_handle: to_base64url(handle),
        username: view.address,
        display_name: view.display_name,
        kind,
        algorithms: ALGORITHMS.to_vec(),
        known: Vec::new(),
    })
}

/// Gives somebody the name by which devices know them, where they have none yet, and says what of theirs is there already.
pub(super) async fn known_as(
    tx: &mut WriteTx,
    account: AccountId,
    (handle, new): (&[u8; 32], &NewPasskey),
    call: &Call,
) -> Result<NewPasskey> {
    let there = store::of_account(tx, account).await?;
    store::put_handle(tx, account, handle, call).await?;
    let handle = store::handle(tx, account).await?;
    let handle = handle.ok_or_else(|| Fault::defect("reading a handle that was just put"))?;
    factors::touch(tx, account, call).await?;
    let user_handle = to_base64url(&handle);
    Ok(NewPasskey { user_handle, known: told(&there), ..new.clone() })
}

impl Command for BeginPasskey {
    const NAME: &'static str = "passkey.begin";
    const ACTION: Action = authority::BEGIN;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = NewPasskey;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = factors::by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        named(&self.name)?;
        let handle = random::bytes();
        let way = (ConfirmPasskey::NAME, self.origin.session());
        let new = asked_for(&gate, account, way, self.kind, &handle, call.now).await?;
        let view = people::person(&mut gate.door()?.reader().await?, account).await?;
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: self.current.as_ref(),
            kind: attempts::Kind::OwnPasskey,
            origin: &self.origin,
        };
        Ok(Ready { shown: own.show(call, ports, view).await?, handle, new })
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
    ) -> Result<NewPasskey> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        passwords::hold_still(tx, account).await?;
        if store::of_account(tx, account).await?.len() >= MOST {
            return Err(messages::TOO_MANY.refuse().with("limit", MOST).into());
        }
        ready.shown.stand(tx, account, call).await?;
        known_as(tx, account, (&ready.handle, &ready.new), call).await
    }
}
