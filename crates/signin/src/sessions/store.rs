//! The table of sessions and, beside it, when each was last used.

use std::collections::BTreeMap;

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{Fresh, Proofs};
use crate::keys::KeyHash;
use crate::origin::Origin;
use crate::people::marks;

/// Sessions an account may have at a time; beyond it the oldest end. Far more than anybody has browsers.
const MOST: i64 = 50;

/// A session to be begun.
pub(super) struct New<'a> {
    pub(super) account: AccountId,
    pub(super) fresh: &'a Fresh,
    pub(super) origin: &'a Origin,
    pub(super) expires_at: Timestamp,
    pub(super) idle_seconds: i64,
    pub(super) proofs: Proofs,
}

/// A session as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) csrf: String,
    pub(super) key_hash: Vec<u8>,
    pub(super) peer: String,
    pub(super) device: String,
    pub(super) created_at: Timestamp,
    pub(super) last_used_at: Timestamp,
    pub(super) proofs: Proofs,
    expires_at: Timestamp,
    idle_seconds: i64,
}

impl Kept {
    /// Whether it has neither reached its end nor been idle for too long.
    pub(super) fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.last_used_at.plus_seconds(self.idle_seconds)
    }
}

const SELECT: &str = "SELECT s.id, s.account, s.csrf, s.key_hash, s.peer, s.user_agent, s.created_at, s.expires_at, s.idle_seconds, u.last_used_at, s.proofs \
                      FROM session s LEFT JOIN session_use u ON u.session = s.id";

fn read(row: &Row) -> Result<Kept, Fault> {
    let created_at = row.time(6)?;
    Ok(Kept {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        csrf: row.text(2)?,
        key_hash: row.bytes(3)?,
        peer: row.text(4)?,
        device: row.text(5)?,
        created_at,
        last_used_at: row.time_or_none(9)?.unwrap_or(created_at),
        expires_at: row.time(7)?,
        idle_seconds: row.int(8)?,
        proofs: Proofs::kept_as(&row.text(10)?),
    })
}

/// The session of a key.
pub(super) async fn by_key(reader: &mut Reader, key: &KeyHash) -> Result<Option<Kept>, Fault> {
    let sql = format!("{SELECT} WHERE s.key_hash = $1");
    reader.row(&sql, &vals![key.as_slice()]).await?.as_ref().map(read).transpose()
}

/// The sessions of an account that have not ended, the latest first.
pub(super) async fn of_account(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Kept>, Fault> {
    let sql = format!(
        "{SELECT} WHERE s.account = $1 AND s.expires_at > $2 ORDER BY s.id DESC LIMIT {MOST}"
    );
    let mut sessions = reader
        .rows(&sql, &vals![account, now])
        .await?
        .iter()
        .map(read)
        .collect::<Result<Vec<_>, _>>()?;
    sessions.retain(|session| session.is_live(now));
    Ok(sessions)
}

/// A session that began with a password and nothing else.
pub(crate) struct PasswordAlone {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) peer: String,
    pub(crate) since: Timestamp,
}

/// Such sessions that have not ended, the oldest first, after one.
pub(crate) async fn with_password_alone(
    reader: &mut Reader,
    after: Option<Uuid>,
    most: i64,
    now: Timestamp,
) -> Result<Vec<PasswordAlone>, Fault> {
    // The name of the proof stands in the statement, so that the index over these few serves it.
    let sql = "SELECT id, account, peer, created_at FROM session WHERE proofs = 'pwd' AND id > $1 AND expires_at > $2 ORDER BY id LIMIT $3";
    let params = vals![after.unwrap_or(Uuid::nil()), now, most];
    let rows = reader.rows(sql, &params).await?;
    rows.iter()
        .map(|row| {
            Ok(PasswordAlone {
                id: row.id(0)?,
                account: AccountId(row.id(1)?),
                peer: row.text(2)?,
                since: row.time(3)?,
            })
        })
        .collect()
}

/// The sessions of an account that began with a password and nothing else.
pub(super) async fn with_password_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT id FROM session WHERE account = $1 AND proofs = $2 ORDER BY id";
    let rows = reader.rows(sql, &vals![account, Proofs::Password.name()]).await?;
    rows.iter().map(|row| row.id(0)).collect()
}

/// From which addresses some accounts are signed in by such sessions.
pub(crate) async fn alone_among(
    reader: &mut Reader,
    accounts: &[AccountId],
    now: Timestamp,
) -> Result<BTreeMap<AccountId, Vec<String>>, Fault> {
    let mut params = vals![now].to_vec();
    let marks = marks(accounts, &mut params);
    let sql = format!(
        "SELECT account, peer FROM session WHERE expires_at > $1 AND proofs = 'pwd' AND account IN ({marks})"
    );
    let mut found: BTreeMap<AccountId, Vec<String>> = BTreeMap::new();
    for row in reader.rows(&sql, &params).await? {
        found.entry(AccountId(row.id(0)?)).or_default().push(row.text(1)?);
    }
    Ok(found)
}

/// How many sessions of an account have not ended.
pub(crate) async fn count(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<i64, Fault> {
    Ok(i64::try_from(of_account(reader, account, now).await?.len()).unwrap_or(i64::MAX))
}

/// Begins a session.
pub(super) async fn insert(tx: &mut WriteTx, new: &New<'_>, call: &Call) -> Result<(), Fault> {
    let at = |was: bool| if was { call.now } else { Timestamp::from_micros(0) };
    let params = vals![
        new.fresh.id,
        new.fresh.key_hash().as_slice(),
        new.account,
        call.now,
        new.expires_at,
        new.idle_seconds,
        new.fresh.csrf.as_str(),
        new.origin.peer(),
        new.origin.device(),
        new.proofs.name(),
        at(new.proofs != Proofs::Password),
        call.act,
        at(matches!(new.proofs, Proofs::PasswordAndPasskey(_) | Proofs::Passkey(_)))
    ];
    tx.exec(
        "INSERT INTO session (id, key_hash, account, created_at, expires_at, idle_seconds, csrf, peer, user_agent, proofs, proved_at, version, act, passkey_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13)",
        &params,
    )
    .await?;
    tx.effect("session", new.fresh.id, "account", None::<Uuid>, new.account);
    tx.effect("session", new.fresh.id, "expires_at", None::<Timestamp>, new.expires_at);
    tx.effect("session", new.fresh.id, "peer", None::<&str>, new.origin.peer());
    tx.effect("session", new.fresh.id, "user_agent", None::<&str>, new.origin.device());
    Ok(())
}

/// Ends sessions beyond the most an account may have, the oldest first, and forgets those that are over. Says which ones
/// ended before their time.
pub(super) async fn make_room(
    tx: &mut WriteTx,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Uuid>, Fault> {
    tx.exec("DELETE FROM session WHERE account = $1 AND expires_at <= $2", &vals![account, now])
        .await?;
    let sql = "SELECT id FROM session WHERE account = $1 ORDER BY id DESC LIMIT $2 OFFSET $3";
    let mut ended = Vec::new();
    for row in tx.rows(sql, &vals![account, MOST, MOST - 1]).await? {
        ended.push(row.id(0)?);
        tx.exec("DELETE FROM session WHERE id = $1", &vals![row.id(0)?]).await?;
    }
    Ok(ended)
}

/// Ends the session of a key, if it has not ended; says which one that was, and whose.
pub(super) async fn end_by_key(
    tx: &mut WriteTx,
    key: &KeyHash,
) -> Result<Option<(Uuid, AccountId)>, Fault> {
    let sql = "SELECT id, account FROM session WHERE key_hash = $1";
    let Some(row) = tx.row(sql, &vals![key.as_slice()]).await? else { return Ok(None) };
    tx.exec("DELETE FROM session WHERE id = $1", &vals![row.id(0)?]).await?;
    Ok(Some((row.id(0)?, AccountId(row.id(1)?))))
}

/// Ends one session of an account; says no if there is none of that key.
pub(super) async fn end(
    tx: &mut WriteTx,
    account: AccountId,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Fault> {
    let ended =
        tx.exec("DELETE FROM session WHERE id = $1 AND account = $2", &vals![id, account]).await?
            == 1;
    if ended {
        tx.effect("session", id, "expires_at", None::<Timestamp>, now);
    }
    Ok(ended)
}

/// Holds a session as it is until the act ends: whoever ends it waits. Says when it ends at the latest; nothing if it has
/// ended.
pub(crate) async fn hold(tx: &mut WriteTx, id: Uuid) -> Result<Option<Timestamp>, Fault> {
    let row = tx.hold("SELECT expires_at FROM session WHERE id = $1", &vals![id]).await?;
    row.map(|row| row.time(0)).transpose()
}

/// Notes that the owner of the session that asks has just given a code or a passkey. Says no if it has ended, or nobody's
/// browser asks.
pub(crate) async fn note_proof(
    tx: &mut WriteTx,
    account: AccountId,
    by_passkey: bool,
    call: &Call,
) -> Result<bool, Fault> {
    let Some(key) = call.session else { return Ok(false) };
    let passkey = if by_passkey { "passkey_at = $3, " } else { "" };
    let sql = format!(
        "UPDATE session SET {passkey}proved_at = $3, version = version + 1, act = $4 WHERE key_hash = $1 AND account = $2 AND expires_at > $3"
    );
    let params = vals![key.as_slice(), account, call.now, call.act];
    Ok(tx.exec(&sql, &params).await? == 1)
}

/// Gives the session that asks another key; what is known of the one before opens nothing any more. Says no if it has ended.
pub(crate) async fn renew_key(
    tx: &mut WriteTx,
    account: AccountId,
    new: &KeyHash,
    call: &Call,
) -> Result<bool, Fault> {
    let Some(key) = call.session else { return Ok(false) };
    let sql = "UPDATE session SET key_hash = $3, version = version + 1, act = $4 WHERE key_hash = $1 AND account = $2";
    let params = vals![key.as_slice(), account, new.as_slice(), call.act];
    Ok(tx.exec(sql, &params).await? == 1)
}

/// When the owner of a session that has not ended last gave a code or a passkey in it, and when a passkey; none if neither.
pub(crate) async fn proved(
    reader: &mut Reader,
    account: AccountId,
    key: &KeyHash,
    now: Timestamp,
) -> Result<Option<(Timestamp, Timestamp)>, Fault> {
    let sql = "SELECT proved_at, passkey_at FROM session WHERE key_hash = $1 AND account = $2 AND expires_at > $3 AND proved_at > 0";
    let row = reader.row(sql, &vals![key.as_slice(), account, now]).await?;
    row.map(|row| Ok((row.time(0)?, row.time(1)?))).transpose()
}

/// Ends all sessions of an account but one, if one is named; says which one that was.
pub(super) async fn end_all(
    tx: &mut WriteTx,
    account: AccountId,
    except: Option<&KeyHash>,
    now: Timestamp,
) -> Result<Option<Uuid>, Fault> {
    let rows = tx
        .rows(
            "SELECT id, key_hash, expires_at FROM session WHERE account = $1 ORDER BY id",
            &vals![account],
        )
        .await?;
    let mut kept = None;
    for row in rows {
        let (id, key, until) = (row.id(0)?, row.bytes(1)?, row.time(2)?);
        if except.is_some_and(|except| except.as_slice() == key) {
            kept = Some(id);
            continue;
        }
        tx.exec("DELETE FROM session WHERE id = $1", &vals![id]).await?;
        tx.effect("session", id, "expires_at", until, now);
    }
    Ok(kept)
}

/// Ends so many sessions, and says how many that were.
pub(super) async fn void_all(tx: &mut WriteTx, most: i64, now: Timestamp) -> Result<u64, Fault> {
    let sql = "SELECT id, expires_at FROM session ORDER BY id LIMIT $1";
    let rows = tx.rows(sql, &vals![most]).await?;
    for row in &rows {
        let (id, until) = (row.id(0)?, row.time(1)?);
        tx.exec("DELETE FROM session WHERE id = $1", &vals![id]).await?;
        tx.effect("session", id, "expires_at", until, now);
    }
    Ok(rows.len() as u64)
}

/// Lets no session of the account be idle for longer than this.
pub(super) async fn shorten(
    tx: &mut WriteTx,
    account: AccountId,
    idle_seconds: i64,
    call: &Call,
) -> Result<(), Fault> {
    let sql =
        "SELECT id, idle_seconds FROM session WHERE account = $1 AND idle_seconds > $2 ORDER BY id";
    for row in tx.rows(sql, &vals![account, idle_seconds]).await? {
        let (id, before) = (row.id(0)?, row.int(1)?);
        let sql =
            "UPDATE session SET idle_seconds = $2, version = version + 1, act = $3 WHERE id = $1";
        tx.exec(sql, &vals![id, idle_seconds, call.act]).await?;
        tx.effect("session", id, "idle_seconds", before, idle_seconds);
    }
    Ok(())
}

/// Notes that a session was used.
pub(super) async fn note_use(tx: &mut WriteTx, session: Uuid, now: Timestamp) -> Result<(), Fault> {
    let sql = "INSERT INTO session_use (session, last_used_at) VALUES ($1, $2) \
               ON CONFLICT (session) DO UPDATE SET last_used_at = excluded.last_used_at WHERE session_use.last_used_at < excluded.last_used_at";
    tx.exec(sql, &vals![session, now]).await?;
    Ok(())
}

/// The notes of the sessions that began first: keys grow with time, so what is old is found at that end.
const OLDEST: &str = "SELECT session FROM (SELECT session, last_used_at FROM session_use ORDER BY session LIMIT $2) oldest WHERE last_used_at < $1";

/// Whether among so many of the oldest notes there is one from before a moment.
pub(super) async fn has_use_before(
    reader: &mut Reader,
    at: Timestamp,
    most: u64,
) -> Result<bool, Fault> {
    Ok(reader.row(OLDEST, &vals![at, count_of(most)]).await?.is_some())
}

/// Clears those from before a moment among so many of the oldest notes, and says how many that were.
pub(super) async fn clear_use(tx: &mut WriteTx, at: Timestamp, most: u64) -> Result<u64, Fault> {
    let sql = format!("DELETE FROM session_use WHERE session IN ({OLDEST})");
    tx.exec(&sql, &vals![at, count_of(most)]).await
}

fn count_of(most: u64) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
