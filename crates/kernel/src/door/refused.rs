//! Refusals are recorded too, but nobody can fill the audit with them.

use super::{Actor, Call};
use crate::db::WriteTx;
use crate::refusal::{Fault, Refusal};
use crate::vals;

/// Identical refusals of one actor within a minute that get a row of their own.
const ROWS_A_MINUTE: i64 = 20;

/// Whether the refusal gets an audit row. From the 21st identical one (actor, command, code) in a minute only the
/// count grows. What nobody in particular was refused goes to the sign-in log, not here.
pub(super) async fn is_worth_a_row(
    call: &Call,
    command: &str,
    refusal: &Refusal,
    tx: &mut WriteTx,
) -> Result<bool, Fault> {
    if call.actor == Actor::Anonymous {
        return Ok(false);
    }
    let minute = call.now.micros() / 60_000_000;
    let params = vals![call.actor.label(), command, refusal.code, minute];
    tx.exec_spine(
        "INSERT INTO refusal_count (actor, command, code, minute, refusals) VALUES ($1, $2, $3, $4, 1) \
         ON CONFLICT (actor, command, code, minute) DO UPDATE SET refusals = refusal_count.refusals + 1",
        &params,
    )
    .await?;
    let refusals = tx.number("SELECT refusals FROM refusal_count WHERE actor = $1 AND command = $2 AND code = $3 AND minute = $4", &params).await?;
    Ok(refusals <= ROWS_A_MINUTE)
}
