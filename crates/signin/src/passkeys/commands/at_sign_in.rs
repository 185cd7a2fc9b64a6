//! Adding a passkey as the second step that somebody has to have, after the password and before there is a session.

use facts::signin::PasskeyAdded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::random;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::begin::{asked_for, known_as};
use super::confirm::checked;
use crate::factors::{self, Before, Fresh, RegisteredAtSignIn, Registering, registering};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::model::{
    Bound, Kind, MOST, NewKey, NewPasskey, Registration, known_transports, named,
};
use crate::passkeys::{messages, store};
use crate::sessions::{Held, Proofs};
use crate::{attempts, keys};

/// Begins to add a passkey for somebody who has to have a second step and has none: the password was right, and there is no
/// session yet. Answers what the browser is to be asked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginPasskeyAtSignIn {
    /// The key of the step, as `signin.admit` answered.
    pub step_key: Secret<String>,
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
    /// What it is to be.
    #[serde(default)]
    pub kind: Kind,
}

/// What the browser is asked for.
pub struct Begun {
    handle: [u8; 32],
    new: NewPasskey,
}

impl Command for BeginPasskeyAtSignIn {
    const NAME: &'static str = "second-step.begin-passkey";
    const ACTION: Action = factors::REGISTER;
    const REPEATABLE: bool = false;
    type Prepared = Begun;
    type Output = NewPasskey;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Begun> {
        let gate = ports.port::<Gate>()?;
        let key = self.step_key.reveal();
        let step = registering(&mut gate.door()?.reader().await?, key, call.now).await?;
        named(&self.name)?;
        let handle = random::bytes();
        let way = (RegisterPasskeyAtSignIn::NAME, Some(keys::hash(key)));
        let new = asked_for(&gate, step.account(), way, self.kind, &handle, call.now).await?;
        Ok(Begun { handle, new })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Begun { handle, new }: &Begun,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NewPasskey> {
        // The step may have been finished in another window since.
        let step = registering(tx, self.step_key.reveal(), call.now).await?;
        if !step.hold(tx).await? {
            return Err(factors::STEP_OVER.refuse().into());
        }
        known_as(tx, step.account(), (handle, new), call).await
    }
}

/// Adds the passkey that was begun in the same browser, and goes on with signing in: to a session, or to what is still asked
/// for. It comes with recovery codes, answered once.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterPasskeyAtSignIn {
    /// The key of the step.
    pub step_key: Secret<String>,
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

/// A key that may be kept, of somebody whose step is there.
pub struct Ready {
    step: Registering,
    id: Uuid,
    key: NewKey,
    transports: String,
    codes: Vec<String>,
    fresh: Fresh,
}

impl Command for RegisterPasskeyAtSignIn {
    const NAME: &'static str = "second-step.register-passkey";
    const ACTION: Action = factors::REGISTER;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = RegisteredAtSignIn;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let gate = ports.port::<Gate>()?;
        let (door, text) = (gate.door()?, self.step_key.reveal());
        let step = registering(&mut door.reader().await?, text, call.now).await?;
        named(&self.name)?;
        let browser = Some(keys::hash(text));
        let bound = Bound { act: Self::NAME, account: Some(step.account()), browser };
        let key = checked(&gate, &bound, &self.registration, call.now).await?;
        // The attempt that began this has led further now.
        let line = step.line();
        door.upkeep(move |tx| Box::pin(async move { Ok(attempts::accept(tx, line).await?) }))
            .await?;
        let transports = known_transports(&self.registration.transports);
        let (id, fresh) = (ids::new_at(call.now), Fresh::draw(call.now, line));
        Ok(Ready { step, id, key, transports, codes: factors::draw(), fresh })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        ready: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<RegisteredAtSignIn> {
        let account = ready.step.account();
        ready.step.end(tx, call).await?;
        let before = Before::of(tx, account).await?;
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
        let held = if ready.key.is_synced { Held::Synced } else { Held::OnDevice };
        let (way, proofs) = ((&ready.fresh, &self.origin), Proofs::PasswordAndPasskey(held));
        let done = ready.step.go_on(tx, call, before, &ready.codes, way, proofs).await?;
        tx.note(&PasskeyAdded { account })?;
        Ok(done)
    }
}
