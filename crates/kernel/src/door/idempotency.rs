//! A repeat of the same request answers the same, without doing it twice.
//!
//! The answer is kept in the act's own transaction, per principal and command, for 24 hours.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Command};
use crate::audit::Hash;
use crate::db::WriteTx;
use crate::ids::ActId;
use crate::refusal::{Fault, Refusal, Result, messages};
use crate::vals;

/// The form and meaning of a key, checked before anything is opened.
pub(super) fn check<C: Command>(call: &Call) -> Result<(), Refusal> {
    let Some(key) = &call.key else { return Ok(()) };
    if key.is_empty() || key.len() > 128 || key.chars().any(|c| c.is_control()) {
        return Err(messages::KEY_FORM.refuse());
    }
    if C::REPEATABLE { Ok(()) } else { Err(messages::NOT_REPEATABLE.refuse()) }
}

/// The hash of the command, to tell a repeat from another request with the same key.
pub(super) fn body_hash<C: Command>(command: &C) -> Result<Hash, Refusal> {
    // A command that carries a secret cannot be written down, hence not be compared later.
    serde_json::to_vec(command)
        .map(|bytes| crate::audit::hash(&[&bytes]))
        .map_err(|_| messages::NOT_REPEATABLE.refuse())
}

/// The kept answer, if this request was done before. Claims the key otherwise.
pub(super) async fn claim<T: DeserializeOwned>(
    call: &Call,
    command: &'static str,
    body: &Hash,
    tx: &mut WriteTx,
) -> Result<Option<(ActId, T)>> {
    let Some(key) = &call.key else { return Ok(None) };
    let principal = call.actor.label();
    // A key older than a day is free again; removing it here keeps the rule exact whatever the cleaner does.
    let day_ago = call.now.plus_days(-1);
    tx.exec_spine(
        "DELETE FROM idempotency WHERE principal = $1 AND command = $2 AND key = $3 AND at < $4",
        &vals![principal.as_str(), command, key, day_ago],
    )
    .await?;
    let params = vals![principal.as_str(), command, key, body.as_slice(), call.act, call.now];
    let claimed = tx
        .exec_spine(
            "INSERT INTO idempotency (principal, command, key, body, act, at, answer) VALUES ($1, $2, $3, $4, $5, $6, '') ON CONFLICT (principal, command, key) DO NOTHING",
            &params,
        )
        .await?;
    if claimed == 1 {
        return Ok(None);
    }
    let row = tx.row("SELECT body, act, answer FROM idempotency WHERE principal = $1 AND command = $2 AND key = $3", &vals![principal, command, key]).await?;
    let row =
        row.ok_or_else(|| Fault::again("reading an idempotent answer that was just removed"))?;
    if row.bytes(0)? != body {
        return Err(messages::KEY_REUSED.refuse().into());
    }
    let answer = serde_json::from_str(&row.text(2)?)
        .map_err(|error| Fault::defect("reading an idempotent answer").because(error))?;
    Ok(Some((ActId(row.id(1)?), answer)))
}

/// Keeps the answer under the claimed key.
pub(super) async fn keep<T: Serialize>(
    call: &Call,
    command: &'static str,
    answer: &T,
    tx: &mut WriteTx,
) -> Result<(), Fault> {
    let Some(key) = &call.key else { return Ok(()) };
    let answer = serde_json::to_string(answer)
        .map_err(|error| Fault::defect("keeping an answer").because(error))?;
    tx.exec_spine(
        "UPDATE idempotency SET answer = $4 WHERE principal = $1 AND command = $2 AND key = $3",
        &vals![call.actor.label(), command, key, answer],
    )
    .await?;
    Ok(())
}
