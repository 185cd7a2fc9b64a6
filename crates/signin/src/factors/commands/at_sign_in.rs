//! Adding the second step that somebody has to have, after the password and before there is a session.

use facts::signin::AuthenticatorAdded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::begin::{BegunAuthenticator, named};
use crate::attempts::Factor;
use crate::factors::model::{
    Before, Entered, Fresh, Key, MOST, PURPOSE, Purpose, Registering, Trial, Tried, Typed, added,
    address, draw, let_in, matching, open, registering, seal,
};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::people;
use crate::sessions::Proofs;

/// Begins to add an authenticator app for somebody who has to have a second step and has none: the password was right, and
/// there is no session yet. Answers the app's key once. It counts from `second-step.register` on.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginAtSignIn {
    /// The key of the step, as `signin.admit` answered.
    pub step_key: Secret<String>,
    /// What the person calls it, 1 to 60 characters.
    pub name: String,
}

/// A key that can be given.
pub struct Begun {
    id: Uuid,
    sealed: Vec<u8>,
    begun: BegunAuthenticator,
}

impl Command for BeginAtSignIn {
    const NAME: &'static str = "second-step.begin";
    const ACTION: Action = authority::REGISTER;
    const REPEATABLE: bool = false;
    type Prepared = Begun;
    type Output = BegunAuthenticator;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Begun> {
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        let mut reader = door.reader().await?;
        let step = registering(&mut reader, self.step_key.reveal(), call.now).await?;
        named(&self.name)?;
        let view = people::person(&mut reader, step.account()).await?;
        let (id, key) = (ids::new_at(call.now), Key::draw());
        let begun = BegunAuthenticator {
            authenticator: id,
            key: key.grouped(),
            address: address(&gate.settings().product, &view.address, &key),
        };
        let sealed = seal(&door.derived(PURPOSE, id), step.account(), id, &key)?;
        Ok(Begun { id, sealed, begun })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Begun { id, sealed, begun }: &Begun,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<BegunAuthenticator> {
        // The step may have been finished in another window since.
        let step = registering(tx, self.step_key.reveal(), call.now).await?;
        let account = step.account();
        if !step.hold(tx).await? {
            return Err(messages::STEP_OVER.refuse().into());
        }
        if store::confirmed(tx, account).await?.len() >= MOST {
            return Err(messages::TOO_MANY.refuse().with("limit", MOST).into());
        }
        store::insert(tx, account, *id, self.name.trim(), sealed, call).await?;
        store::touch(tx, account, call).await?;
        Ok(begun.clone())
    }
}

/// Adds the app that was begun, by a code that it shows, and goes on with signing in: to a session, or to what is still asked
/// for. The app comes with recovery codes, answered once.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterAtSignIn {
    /// The key of the step.
    pub step_key: Secret<String>,
    /// Which app, as `second-step.begin` answered.
    pub authenticator: Uuid,
    /// The 6 digits that it shows.
    pub code: Secret<String>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

// No `Debug`: it holds codes and a key.
/// An app that was added, and what comes next.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegisteredAtSignIn {
    /// The recovery codes that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes: Option<Vec<String>>,
    /// The session, or what is still asked for.
    pub entered: Entered,
}

/// A code that was right, of an app of somebody whose step is there.
pub struct Ready {
    step: Registering,
    shown: i64,
    codes: Vec<String>,
    fresh: Fresh,
}

impl Command for RegisterAtSignIn {
    const NAME: &'static str = "second-step.register";
    const ACTION: Action = authority::REGISTER;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = RegisteredAtSignIn;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        let (step, app) = {
            let mut reader = door.reader().await?;
            let step = registering(&mut reader, self.step_key.reveal(), call.now).await?;
            let app = store::app(&mut reader, step.account(), self.authenticator).await?;
            (step, app)
        };
        if self.code.reveal().trim().is_empty() {
            return Err(messages::NEEDED.at("code").into());
        }
        let app = app.filter(|app| app.confirmed_at.is_none());
        let app = app.ok_or_else(|| messages::NOT_BEGUN.refuse())?;
        let account = step.account();
        let key = open(&door.derived(PURPOSE, app.id), account, app.id, &app.sealed)?;
        let key = key.ok_or_else(|| messages::NOT_BEGUN.refuse())?;
        let purpose = Purpose::SignIn(step.step().line);
        let trial =
            Trial::begin(&gate, &Tried { account, purpose, origin: &self.origin }, call.now)
                .await?;
        let shown = match Typed::of(self.code.reveal()) {
            Typed::Digits(digits) if trial.may_be_judged() => {
                matching(&key.0, &digits, call.now, app.last_step)
            }
            _ => None,
        };
        let Some(shown) = shown else {
            trial.was_wrong().await?;
            return Err(messages::REFUSED.at("code").into());
        };
        trial.was_right(Factor::Code).await?;
        let fresh = Fresh::draw(call.now, step.step().line);
        Ok(Ready { step, shown, codes: draw(), fresh })
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
        let (step, account) = (ready.step.step(), ready.step.account());
        // Since the password it may have changed, the account been disabled, the step been finished.
        if !people::may_act(tx, account).await?
            || !ready.step.hold(tx).await?
            || !store::end_step(tx, step.id, call.now).await?
        {
            return Err(messages::STEP_OVER.refuse().into());
        }
        let before = Before::of(tx, account).await?;
        if !store::confirm(tx, account, self.authenticator, ready.shown, call).await? {
            return Err(messages::NOT_BEGUN.refuse().into());
        }
        let recovery_codes = added(tx, account, before, &ready.codes, &self.origin, call).await?;
        let (fresh, origin) = (&ready.fresh, &self.origin);
        let proofs = Proofs::PasswordAndCode;
        let entered = let_in(tx, call, account, step.credential, fresh, origin, proofs).await?;
        tx.note(&AuthenticatorAdded { account })?;
        Ok(RegisteredAtSignIn { recovery_codes, entered })
    }
}
