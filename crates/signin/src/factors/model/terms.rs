//! The step that asks for a yes to the terms of use, for the slice that knows them: whose it is, and the session that the yes
//! leads to.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Result;

use super::Asks;
use crate::factors::{messages, store};
use crate::origin::Origin;
use crate::sessions::{self, Proofs, SignedIn};
use crate::{keys, passwords, people};

/// Somebody who has proved all there is to prove, and has not said yes to the terms.
pub(crate) struct TermsStep(store::Step);

impl TermsStep {
    /// Who.
    pub(crate) const fn account(&self) -> AccountId {
        self.0.account
    }
}

/// The step of a key, if it can still be finished with a yes by somebody who may act.
pub(crate) async fn terms_step(
    reader: &mut Reader,
    key: &str,
    now: Timestamp,
) -> Result<TermsStep> {
    let step = store::step_by_key(reader, &keys::hash(key), Asks::Terms, now).await?;
    match step {
        Some(step) if people::may_act(reader, step.account).await? => Ok(TermsStep(step)),
        _ => Err(messages::STEP_OVER.refuse().into()),
    }
}

/// Whether what was proved still holds, and goes on doing so until the act is over. A passkey needs no password; when it is
/// removed its steps end with it.
async fn still_holds(tx: &mut WriteTx, step: &store::Step) -> Result<bool> {
    if let Proofs::Passkey(_) = step.proofs {
        passwords::hold_still(tx, step.account).await?;
        return Ok(true);
    }
    Ok(passwords::hold(tx, step.account, step.credential).await?)
}

/// Ends the step and begins the session. The terms have been accepted in the same act.
pub(crate) async fn finish_terms_step(
    tx: &mut WriteTx,
    call: &Call,
    TermsStep(step): &TermsStep,
    fresh: &sessions::Fresh,
    origin: &Origin,
) -> Result<SignedIn> {
    let account = step.account;
    // Since the proofs the password may have changed, the account been disabled, the step been finished.
    if !people::may_act(tx, account).await?
        || !still_holds(tx, step).await?
        || !store::end_step(tx, step.id, call.now).await?
    {
        return Err(messages::STEP_OVER.refuse().into());
    }
    tx.subject("session", fresh.id(), 1);
    Ok(sessions::begin(tx, call, account, fresh, origin, step.proofs).await?)
}
