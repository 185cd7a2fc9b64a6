//! The table of tokens and, beside it, when each was last used.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::{Call, TokenScope};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model;
use crate::keys::KeyHash;

/// A token as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) scope: TokenScope,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) revoked_at: Option<Timestamp>,
    pub(super) version: i64,
    pub(super) last_used_at: Option<Timestamp>,
}

const SELECT: &str = "SELECT t.id, t.account, t.name, t.scope, t.created_at, t.expires_at, t.revoked_at, t.version, u.last_used_at \
                      FROM api_token t LEFT JOIN api_token_use u ON u.token = t.id";

fn read(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        name: row.text(2)?,
        scope: model::read(&row.text(3)?)?,
        created_at: row.time(4)?,
        expires_at: row.time(5)?,
        revoked_at: row.time_or_none(6)?,
        version: row.int(7)?,
        last_used_at: row.time_or_none(8)?,
    })
}

/// The token of that hash, whether it still works or not.
pub(super) async fn by_hash(reader: &mut Reader, hash: &KeyHash) -> Result<Option<Kept>, Fault> {
    let sql = format!("{SELECT} WHERE t.token_hash = $1");
    reader.row(&sql, &vals![hash.as_slice()]).await?.as_ref().map(read).transpose()
}

/// One token of an account.
pub(super) async fn by_id(
    reader: &mut Reader,
    account: AccountId,
    id: Uuid,
) -> Result<Option<Kept>, Fault> {
    let sql = format!("{SELECT} WHERE t.id = $1 AND t.account = $2");
    reader.row(&sql, &vals![id, account]).await?.as_ref().map(read).transpose()
}

/// The tokens of an account that still work, the latest first.
pub(super) async fn of_account(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Kept>, Fault> {
    let most = model::MOST_TOKENS;
    let sql = format!(
        "{SELECT} WHERE t.account = $1 AND t.expires_at > $2 AND t.revoked_at IS NULL ORDER BY t.id DESC LIMIT {most}"
    );
    reader.rows(&sql, &vals![account, now]).await?.iter().map(read).collect()
}

/// A token to be made.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) name: &'a str,
    pub(super) hash: &'a KeyHash,
    pub(super) scope: &'a TokenScope,
    pub(super) expires_at: Timestamp,
}

/// Makes a token.
pub(super) async fn insert(tx: &mut WriteTx, new: &New<'_>, call: &Call) -> Result<(), Fault> {
    let scope = model::written(new.scope)?;
    let params = vals![
        new.id,
        new.account,
        new.name,
        new.hash.as_slice(),
        scope.as_str(),
        call.now,
        new.expires_at,
        call.act
    ];
    let sql = "INSERT INTO api_token (id, account, name, token_hash, scope, created_at, expires_at, revoked_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, 1, $8)";
    tx.exec(sql, &params).await?;
    tx.subject("api_token", new.id, 1);
    tx.effect("api_token", new.id, "account", None::<Uuid>, new.account);
    tx.effect("api_token", new.id, "name", None::<&str>, new.name);
    tx.effect("api_token", new.id, "scope", None::<&str>, scope);
    tx.effect("api_token", new.id, "expires_at", None::<Timestamp>, new.expires_at);
    Ok(())
}

/// Revokes a token that still has this version; says no otherwise.
pub(super) async fn revoke(
    tx: &mut WriteTx,
    id: Uuid,
    version: i64,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE api_token SET revoked_at = $3, version = version + 1, act = $4 WHERE id = $1 AND version = $2 AND revoked_at IS NULL";
    let revoked = tx.exec(sql, &vals![id, version, call.now, call.act]).await? == 1;
    tx.subject("api_token", id, version + 1);
    tx.effect("api_token", id, "revoked_at", None::<Timestamp>, call.now);
    Ok(revoked)
}

/// Revokes whatever tokens an account has.
pub(crate) async fn revoke_all(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    for token in of_account(tx, account, call.now).await? {
        let sql = "UPDATE api_token SET revoked_at = $2, version = version + 1, act = $3 WHERE id = $1 AND revoked_at IS NULL";
        tx.exec(sql, &vals![token.id, call.now, call.act]).await?;
        tx.effect("api_token", token.id, "revoked_at", None::<Timestamp>, call.now);
    }
    Ok(())
}

/// How many tokens of an account count.
pub(crate) async fn count(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<i64, Fault> {
    Ok(i64::try_from(of_account(reader, account, now).await?.len()).unwrap_or(i64::MAX))
}

/// Drops the words that the owner of an erased account gave its tokens.
pub(super) async fn forget_names(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE api_token SET name = '', version = version + 1, act = $2 WHERE account = $1 AND name <> ''";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}

/// Revokes so many tokens; says how many that were.
pub(crate) async fn void_all(tx: &mut WriteTx, most: i64, call: &Call) -> Result<u64, Fault> {
    let sql = "SELECT id FROM api_token WHERE revoked_at IS NULL ORDER BY id LIMIT $1";
    let rows = tx.rows(sql, &vals![most]).await?;
    for row in &rows {
        let id = row.id(0)?;
        let sql =
            "UPDATE api_token SET revoked_at = $2, version = version + 1, act = $3 WHERE id = $1";
        tx.exec(sql, &vals![id, call.now, call.act]).await?;
        tx.effect("api_token", id, "revoked_at", None::<Timestamp>, call.now);
    }
    Ok(rows.len() as u64)
}

/// Notes that a token was used.
pub(super) async fn note_use(tx: &mut WriteTx, token: Uuid, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO api_token_use (token, last_used_at) VALUES ($1, $2) \
               ON CONFLICT (token) DO UPDATE SET last_used_at = excluded.last_used_at WHERE api_token_use.last_used_at < excluded.last_used_at";
    tx.exec(sql, &vals![token, now]).await?;
    Ok(())
}
