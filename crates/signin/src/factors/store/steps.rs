//! Steps: passwords that were proved, for which a code is still to come, or a new password, or a yes to the terms.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::factors::model::Asks;
use crate::keys::KeyHash;
use crate::sessions::Proofs;

/// Steps an account may have at a time; beyond it the oldest go. More than anybody has browsers open.
const MOST: i64 = 10;

/// A step to be begun.
pub(in crate::factors) struct NewStep {
    pub(in crate::factors) id: Uuid,
    pub(in crate::factors) account: AccountId,
    pub(in crate::factors) key: KeyHash,
    pub(in crate::factors) credential: i64,
    pub(in crate::factors) line: Uuid,
    pub(in crate::factors) asks: Asks,
    /// What was proved so far.
    pub(in crate::factors) proofs: Proofs,
    pub(in crate::factors) expires_at: Timestamp,
}

/// A step as it is kept.
#[derive(Clone, Copy, Debug)]
pub(in crate::factors) struct Step {
    pub(in crate::factors) id: Uuid,
    pub(in crate::factors) account: AccountId,
    /// The version of the password that was proved.
    pub(in crate::factors) credential: i64,
    /// The line in the log of sign-ins that says that no code was given; it goes when one is.
    pub(in crate::factors) line: Uuid,
    /// What was proved so far.
    pub(in crate::factors) proofs: Proofs,
}

/// Begins a step and forgets those of the account that are over.
pub(in crate::factors) async fn begin_step(
    tx: &mut WriteTx,
    new: &NewStep,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "DELETE FROM second_step WHERE account = $1 AND expires_at <= $2";
    tx.exec(sql, &vals![new.account, call.now]).await?;
    let sql = "SELECT id FROM second_step WHERE account = $1 ORDER BY id DESC LIMIT 1 OFFSET $2";
    if let Some(row) = tx.row(sql, &vals![new.account, MOST - 1]).await? {
        let sql = "DELETE FROM second_step WHERE account = $1 AND id <= $2";
        tx.exec(sql, &vals![new.account, row.id(0)?]).await?;
    }
    let sql = "INSERT INTO second_step (id, key_hash, account, credential, line, asks, proofs, expires_at, version, act) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9)";
    let params = vals![
        new.id,
        new.key.as_slice(),
        new.account,
        new.credential,
        new.line,
        new.asks.number(),
        new.proofs.name(),
        new.expires_at,
        call.act
    ];
    tx.exec(sql, &params).await?;
    tx.effect("second_step", new.id, "account", None::<Uuid>, new.account);
    tx.effect("second_step", new.id, "asks", None::<i64>, new.asks.number());
    Ok(())
}

/// The step of a key that can still be finished with what it asks for.
pub(in crate::factors) async fn step_by_key(
    reader: &mut Reader,
    key: &KeyHash,
    asks: Asks,
    now: Timestamp,
) -> Result<Option<Step>, Fault> {
    let sql = "SELECT id, account, credential, line, proofs FROM second_step WHERE key_hash = $1 AND asks = $2 AND expires_at > $3";
    let row = reader.row(sql, &vals![key.as_slice(), asks.number(), now]).await?;
    row.map(|row| {
        Ok(Step {
            id: row.id(0)?,
            account: AccountId(row.id(1)?),
            credential: row.int(2)?,
            line: row.id(3)?,
            proofs: Proofs::kept_as(&row.text(4)?),
        })
    })
    .transpose()
}

/// Ends a step by finishing it; says no if it is finished, over or gone. However many try, one wins.
pub(in crate::factors) async fn end_step(
    tx: &mut WriteTx,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM second_step WHERE id = $1 AND expires_at > $2";
    Ok(tx.exec(sql, &vals![id, now]).await? == 1)
}

/// Ends every step of an account: what it was begun under no longer holds.
pub(crate) async fn drop_steps(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM second_step WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Whether a step was over before a moment.
pub(in crate::factors) async fn has_steps_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM second_step WHERE expires_at < $1 LIMIT 1";
    Ok(reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so many of those; says how many that were.
pub(in crate::factors) async fn clear_steps(
    tx: &mut WriteTx,
    at: Timestamp,
    most: i64,
) -> Result<u64, Fault> {
    let sql = "DELETE FROM second_step WHERE id IN (SELECT id FROM second_step WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2)";
    tx.exec(sql, &vals![at, most]).await
}
