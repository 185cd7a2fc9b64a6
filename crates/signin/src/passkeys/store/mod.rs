//! The tables of passkeys: keys, by which name devices know their owners, challenges that were used, and owners who are to be
//! told something.

#[cfg(test)]
pub(super) mod looks;
mod machine;

use std::collections::BTreeSet;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(super) use machine::{
    ask_to_warn, clear_used, has_used_before, is_used_up, to_warn, use_up, warned,
};

use super::model::{Kind, NewKey};
use crate::people::marks;
use crate::sessions::Held;

/// A passkey as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Passkey {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) credential_id: Vec<u8>,
    pub(super) public_key: Vec<u8>,
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) held: Held,
    pub(super) transports: String,
    pub(super) sign_count: i64,
    pub(super) added_at: Timestamp,
    pub(super) last_used_at: Timestamp,
    pub(super) counter_back_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT id, account, credential_id, public_key, name, kind, synced, transports, sign_count, added_at, last_used_at, counter_back_at FROM passkey";

fn read(row: &Row) -> Result<Passkey, Fault> {
    Ok(Passkey {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        credential_id: row.bytes(2)?,
        public_key: row.bytes(3)?,
        name: row.text(4)?,
        kind: Kind::kept_as(&row.text(5)?),
        held: if row.int(6)? == 0 { Held::OnDevice } else { Held::Synced },
        transports: row.text(7)?,
        sign_count: row.int(8)?,
        added_at: row.time(9)?,
        last_used_at: row.time(10)?,
        counter_back_at: row.time_or_none(11)?,
    })
}

/// The passkeys of an account, the first one first.
pub(super) async fn of_account(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<Passkey>, Fault> {
    let sql = format!("{SELECT} WHERE account = $1 ORDER BY id");
    reader.rows(&sql, &vals![account]).await?.iter().map(read).collect()
}

/// How many an account has.
pub(crate) async fn count(reader: &mut Reader, account: AccountId) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM passkey WHERE account = $1", &vals![account]).await
}

/// How many of them stay on their device, and how many may be copied to others.
pub(crate) async fn count_apart(
    reader: &mut Reader,
    account: AccountId,
) -> Result<(i64, i64), Fault> {
    let all = of_account(reader, account).await?;
    let copied = all.iter().filter(|passkey| passkey.held == Held::Synced).count();
    let kept = all.len() - copied;
    Ok((i64::try_from(kept).unwrap_or(i64::MAX), i64::try_from(copied).unwrap_or(i64::MAX)))
}

/// Those of some accounts that have one.
pub(crate) async fn owners_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeSet<AccountId>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!("SELECT DISTINCT account FROM passkey WHERE account IN ({marks})");
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// One of an account.
pub(super) async fn one(
    reader: &mut Reader,
    account: AccountId,
    id: Uuid,
) -> Result<Option<Passkey>, Fault> {
    let sql = format!("{SELECT} WHERE account = $1 AND id = $2");
    reader.row(&sql, &vals![account, id]).await?.as_ref().map(read).transpose()
}

/// The one that a device names.
pub(super) async fn by_credential(
    reader: &mut Reader,
    credential_id: &[u8],
) -> Result<Option<Passkey>, Fault> {
    let sql = format!("{SELECT} WHERE credential_id = $1");
    reader.row(&sql, &vals![credential_id]).await?.as_ref().map(read).transpose()
}

/// By what devices know an account, if it ever began to add a passkey.
pub(super) async fn handle(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Vec<u8>>, Fault> {
    let sql = "SELECT handle FROM passkey_owner WHERE account = $1";
    reader.row(sql, &vals![account]).await?.map(|row| row.bytes(0)).transpose()
}

/// Gives an account such a name, unless it has one.
pub(super) async fn put_handle(
    tx: &mut WriteTx,
    account: AccountId,
    handle: &[u8; 32],
    call: &Call,
) -> Result<(), Fault> {
    let sql = "INSERT INTO passkey_owner (account, handle, version, act) VALUES ($1, $2, 1, $3) ON CONFLICT (account) DO NOTHING";
    tx.exec(sql, &vals![account, handle.as_slice(), call.act]).await?;
    Ok(())
}

/// A passkey to be kept.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) key: &'a NewKey,
    pub(super) name: &'a str,
    pub(super) kind: Kind,
    pub(super) transports: &'a str,
}

/// Keeps one; says no if that credential stands with any account already.
pub(super) async fn insert(tx: &mut WriteTx, new: &New<'_>, call: &Call) -> Result<bool, Fault> {
    let sql = "INSERT INTO passkey (id, account, credential_id, public_key, name, kind, synced, transports, sign_count, added_at, last_used_at, counter_back_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, NULL, 1, $11) ON CONFLICT (credential_id) DO NOTHING";
    let params = vals![
        new.id,
        new.account,
        new.key.credential_id.as_slice(),
        new.key.public_key.as_slice(),
        new.name,
        new.kind.name(),
        i64::from(new.key.is_synced),
        new.transports,
        new.key.sign_count,
        call.now,
        call.act
    ];
    let is_new = tx.exec(sql, &params).await? == 1;
    if is_new {
        tx.effect("passkey", new.id, "name", None::<&str>, new.name);
    }
    Ok(is_new)
}

/// Counts a use; says no if the passkey is gone, or was used with a counter that is as far. However many try, and in
/// whatever order, it only goes on; where a device does not count, it stays at nothing.
pub(super) async fn mark_used(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    count: i64,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE passkey SET sign_count = $3, last_used_at = $4, version = version + 1, act = $5 \
               WHERE account = $1 AND id = $2 AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0))";
    Ok(tx.exec(sql, &vals![account, id, count, call.now, call.act]).await? == 1)
}

/// Gives one another name; says no if it is gone.
pub(super) async fn rename(
    tx: &mut WriteTx,
    passkey: &Passkey,
    name: &str,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE passkey SET name = $3, version = version + 1, act = $4 WHERE account = $1 AND id = $2";
    let is_done = tx.exec(sql, &vals![passkey.account, passkey.id, name, call.act]).await? == 1;
    if is_done {
        tx.effect("passkey", passkey.id, "name", passkey.name.as_str(), name);
    }
    Ok(is_done)
}

/// Removes one; says no if it is gone.
pub(super) async fn remove(tx: &mut WriteTx, passkey: &Passkey) -> Result<bool, Fault> {
    let sql = "DELETE FROM passkey WHERE account = $1 AND id = $2";
    let is_removed = tx.exec(sql, &vals![passkey.account, passkey.id]).await? == 1;
    if is_removed {
        tx.effect("passkey", passkey.id, "name", passkey.name.as_str(), None::<&str>);
    }
    Ok(is_removed)
}

/// Removes all of an account; says how many that were.
pub(crate) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<usize, Fault> {
    let all = of_account(tx, account).await?;
    for passkey in &all {
        remove(tx, passkey).await?;
    }
    Ok(all.len())
}

/// Remembers that the counter of one went back; says no if the passkey is gone.
pub(super) async fn mark_back(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE passkey SET counter_back_at = $3, version = version + 1, act = $4 WHERE account = $1 AND id = $2";
    let is_there = tx.exec(sql, &vals![account, id, call.now, call.act]).await? == 1;
    if is_there {
        tx.effect("passkey", id, "counter_back_at", None::<Timestamp>, call.now);
    }
    Ok(is_there)
}

/// Deletes whatever there is of an account that is erased. No effect is written: the name of a passkey is its owner's word.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM passkey WHERE account = $1", &vals![account]).await?;
    tx.exec("DELETE FROM passkey_owner WHERE account = $1", &vals![account]).await?;
    Ok(())
}
