//! The tables of passwords. An account has one row; an empty hash fits no password. Those before it stand in another
//! table.

mod history;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::{AccountId, ActId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(crate) use history::earlier;

use super::model::Chosen;

/// A password as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Credential {
    /// Whose.
    pub(crate) account: AccountId,
    /// The hash in PHC form.
    pub(crate) hash: String,
    /// Since when it is in force.
    pub(crate) set_at: Timestamp,
    /// Grows with every new password.
    pub(crate) version: i64,
    /// The fewest characters that were asked for when it was set; 0 where that was not kept.
    pub(crate) characters_asked: i64,
}

/// The password of an account, if one is set.
pub(crate) async fn credential(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Credential>, Fault> {
    let sql = "SELECT hash, set_at, version, characters_asked FROM credential WHERE account = $1 AND hash <> ''";
    let row = reader.row(sql, &vals![account]).await?;
    row.map(|row| {
        Ok(Credential {
            account,
            hash: row.text(0)?,
            set_at: row.time(1)?,
            version: row.int(2)?,
            characters_asked: row.int(3)?,
        })
    })
    .transpose()
}

/// Whether the account has ever had a password, whatever became of it.
pub(crate) async fn was_ever_set(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT account FROM credential WHERE account = $1";
    Ok(reader.row(sql, &vals![account]).await?.is_some())
}

/// Accounts whose password was set after one moment and by another, in that order, after a place: an index has exactly
/// these.
pub(crate) async fn set_between(
    reader: &mut Reader,
    from: Timestamp,
    by: Timestamp,
    after: Option<(Timestamp, AccountId)>,
    most: i64,
) -> Result<Vec<(Timestamp, AccountId)>, Fault> {
    let (set_at, account) = after.unwrap_or((from, AccountId(Uuid::max())));
    let sql = "SELECT set_at, account FROM credential WHERE hash <> '' AND set_at >= $1 AND set_at <= $2 \
               AND (set_at > $1 OR account > $3) ORDER BY set_at, account LIMIT $4";
    let rows = reader.rows(sql, &vals![set_at, by, account, most]).await?;
    rows.iter().map(|row| Ok((row.time(0)?, AccountId(row.id(1)?)))).collect()
}

/// Holds the password still until the act is over; says no if it was changed since that version.
///
/// Whoever changes a password changes this row before ending sessions, so no session begun under the old password
/// outlives the change.
pub(crate) async fn hold(
    tx: &mut WriteTx,
    account: AccountId,
    version: i64,
) -> Result<bool, Fault> {
    let sql = "SELECT version FROM credential WHERE account = $1 AND version = $2 AND hash <> ''";
    Ok(tx.hold(sql, &vals![account, version]).await?.is_some())
}

/// Holds whatever password there is still until the act is over: whoever signs in with it waits, and finds what the act
/// left.
pub(crate) async fn hold_still(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.hold("SELECT version FROM credential WHERE account = $1", &vals![account]).await.map(drop)
}

/// Sets a password, whether there was one or not, and leaves the change for the audit. Gives the new version.
pub(crate) async fn set(
    tx: &mut WriteTx,
    account: AccountId,
    chosen: &Chosen,
    now: Timestamp,
    act: ActId,
) -> Result<i64, Fault> {
    hold_still(tx, account).await?;
    history::remember(tx, account, act).await?;
    let sql = "INSERT INTO credential (account, hash, set_at, characters_asked, version, act) VALUES ($1, $2, $3, $4, 1, $5) \
               ON CONFLICT (account) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at, \
               characters_asked = excluded.characters_asked, version = credential.version + 1, act = excluded.act";
    let hash = chosen.hash.as_str();
    tx.exec(sql, &vals![account, hash, now, chosen.characters_asked, act]).await?;
    history::trim(tx, account, chosen.remembered).await?;
    let version =
        tx.number("SELECT version FROM credential WHERE account = $1", &vals![account]).await?;
    tx.subject("credential", account, version);
    tx.effect("credential", account, "hash", None::<&str>, hash);
    tx.effect("credential", account, "set_at", None::<Timestamp>, now);
    Ok(version)
}

/// Keeps the same password under another hash; the act holds it already. The version stays, because it counts
/// passwords: others who sign in with this one at the same moment are right, too.
pub(crate) async fn renew(
    tx: &mut WriteTx,
    account: AccountId,
    hash: &str,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "UPDATE credential SET hash = $2, act = $3 WHERE account = $1";
    tx.exec(sql, &vals![account, hash, act]).await?;
    tx.effect("credential", account, "hash", None::<&str>, hash);
    Ok(())
}

/// Changes a password that still has this version; says no otherwise.
pub(crate) async fn change(
    tx: &mut WriteTx,
    account: AccountId,
    version: i64,
    chosen: &Chosen,
    now: Timestamp,
    act: ActId,
) -> Result<bool, Fault> {
    if !hold(tx, account, version).await? {
        return Ok(false);
    }
    history::remember(tx, account, act).await?;
    let sql = "UPDATE credential SET hash = $2, set_at = $3, characters_asked = $4, version = version + 1, act = $5 WHERE account = $1";
    let hash = chosen.hash.as_str();
    tx.exec(sql, &vals![account, hash, now, chosen.characters_asked, act]).await?;
    history::trim(tx, account, chosen.remembered).await?;
    tx.subject("credential", account, version + 1);
    tx.effect("credential", account, "hash", None::<&str>, hash);
    tx.effect("credential", account, "set_at", None::<Timestamp>, now);
    Ok(true)
}

/// Takes a password away, if there is one; it is not taken again for a while. The row stays, so that its version never
/// counts anew.
pub(crate) async fn void(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
    act: ActId,
) -> Result<(), Fault> {
    hold_still(tx, account).await?;
    let Some(credential) = credential(tx, account).await? else { return Ok(()) };
    history::remember(tx, account, act).await?;
    let sql = "UPDATE credential SET hash = '', set_at = $2, version = version + 1, act = $3 WHERE account = $1";
    tx.exec(sql, &vals![account, now, act]).await?;
    tx.effect("credential", account, "hash", credential.hash, "");
    tx.effect("credential", account, "set_at", credential.set_at, now);
    Ok(())
}

/// Takes the password of an account that is erased away, and those before it.
pub(super) async fn erase(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
    act: ActId,
) -> Result<(), Fault> {
    void(tx, account, now, act).await?;
    history::forget(tx, account).await
}
