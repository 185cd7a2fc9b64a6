//! A new password in place of one that has ended, and only then a session, or the step that asks for the terms.

use facts::signin::PasswordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::refusal::{Fault, Refusal, Result};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::factors::model::{Asks, Entered, Fresh, let_in};
use crate::factors::{authority, messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, Chosen, Demands, HashingPool, normalise};
use crate::sessions;
use crate::{attempts, breached, keys, people};

/// Signs somebody in whose password was right and has ended, by a new one. Every session there was ends. Where terms of use
/// wait there is no session yet: the answer is the key of a further step, for `terms.accept`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewPassword {
    /// The key of the step, as `signin.admit` or `signin.prove` answered.
    pub step_key: Secret<String>,
    /// The new password.
    pub new: Secret<String>,
    /// Where it comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A new password that was taken, for a step that was there.
pub struct Renewed {
    step: store::Step,
    chosen: Chosen,
    fresh: Fresh,
}

impl Command for RenewPassword {
    const NAME: &'static str = "password.renew";
    const ACTION: Action = authority::RENEW;
    const REPEATABLE: bool = false;
    type Prepared = Renewed;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Renewed> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let key = keys::hash(self.step_key.reveal());
        let (step, demands) = {
            let mut reader = door.reader().await?;
            let step = store::step_by_key(&mut reader, &key, Asks::NewPassword, call.now).await?;
            let step = match step {
                Some(step) if people::may_act(&mut reader, step.account).await? => step,
                _ => return Err(messages::STEP_OVER.refuse().into()),
            };
            let view = people::person(&mut reader, step.account).await?;
            (step, Demands::of(&gate, &mut reader, &view, call.now).await?)
        };
        let password = normalise(self.new.reveal());
        demands.check(&password, "new")?;
        breached::refuse(ports, &password, "new").await?;
        let place = pool.place(&self.origin.network())?.at_the_back();
        let account = step.account;
        passwords::refuse_earlier(door, &place, account, &demands, &password, "new").await?;
        let chosen = demands.chosen(place.hash(&password).await?);
        let fresh = Fresh::draw(call.now, step.line);
        Ok(Renewed { step, chosen, fresh })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Renewed { step, chosen, fresh }: &Renewed,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        let account = step.account;
        // Since the proofs the password may have changed, the account been disabled, the step been finished.
        if !people::may_act(tx, account).await?
            || !passwords::change(tx, account, step.credential, chosen, call.now, call.act).await?
            || !store::end_step(tx, step.id, call.now).await?
        {
            return Err(messages::STEP_OVER.refuse().into());
        }
        sessions::end_all(tx, account, None, call.now).await?;
        // The change has raised the version of the password by one.
        let (credential, proofs) = (step.credential + 1, step.proofs);
        let entered = let_in(tx, call, account, credential, fresh, &self.origin, proofs).await?;
        tx.note(&PasswordSet { account })?;
        Ok(entered)
    }

    async fn upkeep(
        &self,
        ready: &Renewed,
        _: &Call,
        refusal: Option<&Refusal>,
        tx: &mut WriteTx,
    ) -> Result<(), Fault> {
        // The attempt that began this has led to a session now; where a code was given, its own line says so already.
        match refusal {
            None => attempts::accept(tx, ready.step.line).await,
            Some(_) => Ok(()),
        }
    }
}

/// Finishes signing in with a new password, whichever face somebody came to.
pub async fn renew(
    door: &Door,
    caller: &Caller,
    device: &str,
    step_key: &str,
    new: &str,
) -> Result<Entered> {
    let command = RenewPassword {
        step_key: Secret::new(step_key.to_owned()),
        new: Secret::new(new.to_owned()),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output)
}
