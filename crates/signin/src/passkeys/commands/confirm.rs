//! Adding a passkey that a device made.

use facts::signin::PasskeyAdded;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{self, Before, Confirmed};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::model::{
    Bound, Expected, Kind, MOST, NewKey, Party, Registration, known_transports, named,
    registration, take_back,
};
use crate::passkeys::{authority, messages, store};
use crate::{break_glass, passwords};

/// Adds a passkey that was begun in the same session. From now on signing in asks for it or for a code, and every other session
/// of the account ends. Where there was neither app nor passkey it comes with recovery codes, answered once, and revokes the
/// account's tokens.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPasskey {
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub kind: Kind,
    /// The answer of the browser.
    pub registration: Registration,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A key that may be kept, and recovery codes for whoever has none.
pub struct Ready {
    id: Uuid,
    key: NewKey,
    transports: String,
    codes: Vec<String>,
}

impl Command for ConfirmPasskey {
    const NAME: &'static str = "passkey.confirm";
    const ACTION: Action = authority::CONFIRM;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = Confirmed;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let account = factors::by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        named(&self.name)?;
        let given = &self.registration;
        let browser = self.origin.session();
        let bound = Bound { act: Self::NAME, account: Some(account), browser };
        let key = checked(&gate, &bound, given, call.now).await?;
        let transports = known_transports(&given.transports);
        Ok(Ready { id: ids::new_at(call.now), key, transports, codes: factors::draw() })
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
        if ready.key.is_synced {
            break_glass::refuse_copied(tx, account).await?;
        }
        if store::of_account(tx, account).await?.len() >= MOST {
            return Err(messages::TOO_MANY.refuse().with("limit", MOST).into());
        }
        let new = store::New {
            id: ready.id,
            account,
            key: &ready.key,
            name: named(&self.name)?,
            kind: self.kind,
            transports: &ready.transports,
        };
        if !store::insert(tx, &new, call).await? {
            return Err(messages::TAKEN.refuse().into());
        }
        let recovery_codes =
            factors::added(tx, account, before, &ready.codes, &self.origin, call).await?;
        tx.note(&PasskeyAdded { account })?;
        Ok(Confirmed { recovery_codes })
    }
}

/// The key that a browser made for what it was asked for, which is used up by this.
pub(super) async fn checked(
    gate: &Gate,
    bound: &Bound,
    given: &Registration,
    now: Timestamp,
) -> Result<NewKey> {
    let door = gate.door()?;
    let ticket = {
        let mut reader = door.reader().await?;
        take_back(door, &mut reader, bound, given.ticket.reveal(), now).await?
    };
    let ticket = ticket.ok_or_else(|| messages::NOT_BEGUN.refuse())?;
    let party = Party::of(&gate.settings().portal);
    let expected = Expected { party: &party, challenge: &ticket.challenge };
    let key = given.bytes().and_then(|made| registration(&made, &expected));
    let key = key.ok_or_else(|| messages::NOT_MADE.refuse())?;
    let (id, expires_at) = (ticket.id, ticket.expires_at);
    let is_first = door
        .upkeep(move |tx| Box::pin(async move { Ok(store::use_up(tx, id, expires_at).await?) }))
        .await?;
    if !is_first {
        return Err(messages::NOT_BEGUN.refuse().into());
    }
    Ok(key)
}
