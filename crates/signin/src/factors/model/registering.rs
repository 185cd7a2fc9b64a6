//! The step that asks somebody to add a second step before they are in.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};

use super::Asks;
use crate::factors::{messages, store};
use crate::{keys, passwords, people};

/// Somebody who has proved all that they can prove, and has to add a second step.
pub(in crate::factors) struct Registering(store::Step);

/// The step of a key, if it can still be finished by somebody who may act.
pub(in crate::factors) async fn registering(
    reader: &mut Reader,
    key: &str,
    now: Timestamp,
) -> Result<Registering> {
    let step = store::step_by_key(reader, &keys::hash(key), Asks::SecondStep, now).await?;
    match step {
        Some(step) if people::may_act(reader, step.account).await? => Ok(Registering(step)),
        _ => Err(messages::STEP_OVER.refuse().into()),
    }
}

impl Registering {
    /// Who.
    pub(in crate::factors) const fn account(&self) -> AccountId {
        self.0.account
    }

    /// The step.
    pub(in crate::factors) const fn step(&self) -> &store::Step {
        &self.0
    }

    /// Holds the password that was proved until the act is over; says no if it is another one by now.
    pub(in crate::factors) async fn hold(&self, tx: &mut WriteTx) -> Result<bool, Fault> {
        passwords::hold(tx, self.0.account, self.0.credential).await
    }
}
