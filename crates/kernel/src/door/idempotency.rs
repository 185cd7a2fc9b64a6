//! A repeat of the same request answers the same, without doing it twice.
//!
//! The answer is kept in the act's own transaction, per principal and command, for 24 hours.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Call, Command, Door};
use crate::audit::Hash;
use crate::authority::StandingOf;
use crate::db::{Reader, Row, WriteTx};
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

/// The kept answer, if this request was done before: whatever has become of the thing or of the rights since, a
/// repeat answers the same, as long as the principal may act at all.
pub(super) async fn kept<T: DeserializeOwned>(
    call: &Call,
    command: &'static str,
    body: &Hash,
    reader: &mut Reader,
) -> Result<Option<(ActId, T)>> {
    let Some(key) = &call.key else { return Ok(None) };
    if let Some(account) = call.actor.account()
        && !reader.ask(StandingOf(account)).await?.is_some_and(|standing| standing.may_act)
    {
        return Ok(None);
    }
    let sql = "SELECT body, act, answer FROM idempotency WHERE principal = $1 AND command = $2 AND key = $3 AND at >= $4";
    match reader.row(sql, &vals![call.actor.label(), command, key, call.now.plus_days(-1)]).await? {
        Some(row) if row.bytes(0)? == body => Ok(Some((ActId(row.id(1)?), read(&row)?))),
        Some(_) => Err(messages::KEY_REUSED.refuse().into()),
        None => Ok(None),
    }
}

fn read<T: DeserializeOwned>(row: &Row) -> Result<T, Fault> {
    serde_json::from_str(&row.text(2)?)
        .map_err(|error| Fault::defect("reading an idempotent answer").because(error))
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
    let answer = read(&row)?;
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

impl Door {
    /// Removes repeats older than a day and counts of refusals older than an hour; nothing asks for them any more.
    pub async fn forget_old(&self) -> Result<()> {
        let now = self.clock().now();
        let (day_ago, hour_ago) =
            (now.plus_days(-1), now.plus_seconds(-3600).micros() / 60_000_000);
        let sql = "SELECT (SELECT COUNT(*) FROM (SELECT 1 FROM idempotency WHERE at < $1 LIMIT 1) old) + (SELECT COUNT(*) FROM (SELECT 1 FROM refusal_count WHERE minute < $2 LIMIT 1) old)";
        if self.reader().await?.number(sql, &vals![day_ago, hour_ago]).await? == 0 {
            return Ok(());
        }
        self.upkeep(move |tx| {
            Box::pin(async move {
                tx.exec("DELETE FROM idempotency WHERE at < $1", &vals![day_ago]).await?;
                tx.exec("DELETE FROM refusal_count WHERE minute < $1", &vals![hour_ago]).await?;
                Ok(())
            })
        })
        .await
    }
}
