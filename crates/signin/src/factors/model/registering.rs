//! The step that asks somebody to add a second step before they are in.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Asks, Before, Entered, Fresh, added, let_in};
use crate::factors::{messages, store};
use crate::origin::Origin;
use crate::sessions::Proofs;
use crate::{keys, passwords, people};

// No `Debug`: it holds codes and a key.
/// What was added on the way in, and what comes next.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegisteredAtSignIn {
    /// The recovery codes that came with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery_codes: Option<Vec<String>>,
    /// The session, or what is still asked for.
    pub entered: Entered,
}

/// Somebody who has proved all that they can prove, and has to add a second step.
pub(crate) struct Registering(store::Step);

/// The step of a key, if it can still be finished by somebody who may act.
pub(crate) async fn registering(
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
    pub(crate) const fn account(&self) -> AccountId {
        self.0.account
    }

    /// The line of the password in the log of sign-ins.
    pub(crate) const fn line(&self) -> Uuid {
        self.0.line
    }

    /// Holds the password that was proved until the act is over; says no if it is another one by now.
    pub(crate) async fn hold(&self, tx: &mut WriteTx) -> Result<bool, Fault> {
        passwords::hold(tx, self.0.account, self.0.credential).await
    }

    /// Ends the step, of which one wins however many try: since the password it may have changed, or the account been
    /// disabled.
    pub(crate) async fn end(&self, tx: &mut WriteTx, call: &Call) -> Result<()> {
        if !people::may_act(tx, self.0.account).await?
            || !self.hold(tx).await?
            || !store::end_step(tx, self.0.id, call.now).await?
        {
            return Err(messages::STEP_OVER.refuse().into());
        }
        Ok(())
    }

    /// Goes on once something was added: to a session, or to what is still asked for.
    pub(crate) async fn go_on(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        before: Before,
        codes: &[String],
        (fresh, origin): (&Fresh, &Origin),
        proofs: Proofs,
    ) -> Result<RegisteredAtSignIn> {
        let (account, credential) = (self.0.account, self.0.credential);
        let recovery_codes = added(tx, account, before, codes, origin, call).await?;
        let entered = let_in(tx, call, account, credential, fresh, origin, proofs).await?;
        Ok(RegisteredAtSignIn { recovery_codes, entered })
    }
}
