//! The code that somebody who asks for help reads out to whoever helps them. It is judged and used up within the act that
//! records the check, and counted there: what somebody says on the telephone must not keep the owner from signing in.

use kernel::db::WriteTx;
use kernel::door::{Call, DerivedSecret};
use kernel::ids::AccountId;
use kernel::refusal::Result;

use super::{PURPOSE, Typed, matching, open};
use crate::factors::store;

/// What a code that was read out turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReadOut {
    /// One that an app of the account shows; it is used up.
    Right,
    /// None of them.
    Wrong,
    /// Six digits were not what was typed.
    NoCode,
    /// The account has no app, or none that this installation can read.
    NoApp,
}

/// Judges a code and uses it up.
pub(crate) async fn use_read_out(
    tx: &mut WriteTx,
    account: AccountId,
    typed: &str,
    call: &Call,
) -> Result<ReadOut> {
    let Typed::Digits(digits) = Typed::of(typed) else { return Ok(ReadOut::NoCode) };
    let mut outcome = ReadOut::NoApp;
    for app in store::confirmed(tx, account).await? {
        let secret = tx.ask(DerivedSecret { purpose: PURPOSE, of: app.id }).await?;
        let Some(key) = open(&secret, account, app.id, &app.sealed)? else { continue };
        if outcome == ReadOut::NoApp {
            outcome = ReadOut::Wrong;
        }
        if let Some(step) = matching(&key.0, &digits, call.now, app.last_step)
            && store::use_step(tx, account, app.id, step, call).await?
        {
            outcome = ReadOut::Right;
        }
    }
    Ok(outcome)
}
