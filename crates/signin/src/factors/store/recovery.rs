//! Recovery codes: ten rows an account, each used once.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::keys::KeyHash;

/// A code that was not used.
pub(in crate::factors) struct Unused {
    pub(in crate::factors) id: Uuid,
    pub(in crate::factors) hash: Vec<u8>,
}

/// The codes of an account that were not used.
pub(in crate::factors) async fn unused_codes(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<Unused>, Fault> {
    let sql = "SELECT id, code_hash FROM recovery_code WHERE account = $1 AND used_at IS NULL ORDER BY id";
    let rows = reader.rows(sql, &vals![account]).await?;
    rows.iter().map(|row| Ok(Unused { id: row.id(0)?, hash: row.bytes(1)? })).collect()
}

/// How many codes are left.
pub(in crate::factors) async fn codes_left(
    reader: &mut Reader,
    account: AccountId,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL";
    reader.number(sql, &vals![account]).await
}

/// Gives an account these codes in place of those it had.
pub(in crate::factors) async fn put_codes(
    tx: &mut WriteTx,
    account: AccountId,
    hashes: &[KeyHash],
    call: &Call,
) -> Result<(), Fault> {
    drop_codes(tx, account).await?;
    for hash in hashes {
        let id = ids::new_at(call.now);
        let sql = "INSERT INTO recovery_code (id, account, code_hash, used_at, version, act) VALUES ($1, $2, $3, NULL, 1, $4)";
        tx.exec(sql, &vals![id, account, hash.as_slice(), call.act]).await?;
    }
    Ok(())
}

/// Uses a code; says no if it was used or is gone.
pub(in crate::factors) async fn use_code(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE recovery_code SET used_at = $3, version = version + 1, act = $4 \
               WHERE account = $1 AND id = $2 AND used_at IS NULL";
    let is_used = tx.exec(sql, &vals![account, id, call.now, call.act]).await? == 1;
    if is_used {
        tx.effect("recovery_code", id, "used_at", None::<Timestamp>, call.now);
    }
    Ok(is_used)
}

/// Takes the codes of an account away.
pub(in crate::factors) async fn drop_codes(
    tx: &mut WriteTx,
    account: AccountId,
) -> Result<(), Fault> {
    tx.exec("DELETE FROM recovery_code WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Takes so many codes away, whosever they are; says how many that were.
pub(in crate::factors) async fn void_codes(tx: &mut WriteTx, most: i64) -> Result<u64, Fault> {
    let sql =
        "DELETE FROM recovery_code WHERE id IN (SELECT id FROM recovery_code ORDER BY id LIMIT $1)";
    tx.exec(sql, &vals![most]).await
}
