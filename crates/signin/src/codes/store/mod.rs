//! The table of start codes: one row an account, overwritten by each new code.

mod links;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use links::drop_link;
pub(crate) use links::link_waiting;
pub(super) use links::{links_ending, open_link, put_link};

use crate::attempts::Verdict;
use crate::keys::{self, KeyHash};

/// What a code typed by somebody turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// The code of the account, and it can be used.
    Right,
    /// It was the code of the account, but it is used or too old.
    Over,
    /// Another code.
    Wrong,
}

impl Judged {
    /// What the attempt turned out to be: a code that was right once is no guess.
    pub(super) const fn verdict(self) -> Verdict {
        match self {
            Self::Right => Verdict::Right,
            Self::Over => Verdict::Over,
            Self::Wrong => Verdict::Wrong,
        }
    }
}

/// Judges a code.
pub(super) async fn judge(
    reader: &mut Reader,
    account: AccountId,
    code: &KeyHash,
    now: Timestamp,
) -> Result<Judged, Fault> {
    let sql = "SELECT code_hash, expires_at, used_at FROM start_code WHERE account = $1";
    let Some(row) = reader.row(sql, &vals![account]).await? else { return Ok(Judged::Wrong) };
    let can_be_used = now < row.time(1)? && row.time_or_none(2)?.is_none();
    Ok(match (keys::same(&row.bytes(0)?, code), can_be_used) {
        (false, _) => Judged::Wrong,
        (true, false) => Judged::Over,
        (true, true) => Judged::Right,
    })
}

/// Until when a code given to the account can still be used.
pub(crate) async fn waiting_until(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT expires_at FROM start_code WHERE account = $1 AND used_at IS NULL AND expires_at > $2";
    reader.row(sql, &vals![account, now]).await?.map(|row| row.time(0)).transpose()
}

/// Whether the last code of the account was made by somebody, after a moment.
pub(crate) async fn was_issued_by(
    reader: &mut Reader,
    account: AccountId,
    label: &str,
    since: Timestamp,
) -> Result<bool, Fault> {
    let sql =
        "SELECT account FROM start_code WHERE account = $1 AND issued_by = $2 AND issued_at > $3";
    Ok(reader.row(sql, &vals![account, label, since]).await?.is_some())
}

/// Gives the account a code; the one before is void, and so is a link. Gives the version of the row; the caller says
/// what the act is about.
pub(super) async fn put(
    tx: &mut WriteTx,
    account: AccountId,
    code: &KeyHash,
    expires_at: Timestamp,
    call: &Call,
) -> Result<i64, Fault> {
    drop_link(tx, account).await?;
    let params =
        vals![account, code.as_slice(), call.now, call.actor.label(), expires_at, call.act];
    let sql = "INSERT INTO start_code (account, code_hash, issued_at, issued_by, expires_at, used_at, version, act) VALUES ($1, $2, $3, $4, $5, NULL, 1, $6) \
               ON CONFLICT (account) DO UPDATE SET code_hash = excluded.code_hash, issued_at = excluded.issued_at, issued_by = excluded.issued_by, \
               expires_at = excluded.expires_at, used_at = NULL, version = start_code.version + 1, act = excluded.act";
    tx.exec(sql, &params).await?;
    let version =
        tx.number("SELECT version FROM start_code WHERE account = $1", &vals![account]).await?;
    tx.effect("start_code", account, "code_hash", None::<&str>, code.as_slice());
    tx.effect("start_code", account, "expires_at", None::<Timestamp>, expires_at);
    Ok(version)
}

/// Makes so many codes void that can still be used, in the order of their accounts after
/// a place; says how many that were and where the last one was.
pub(crate) async fn void_all(
    tx: &mut WriteTx,
    after: Uuid,
    most: i64,
    call: &Call,
) -> Result<(u64, Option<Uuid>), Fault> {
    let sql = "SELECT account FROM start_code WHERE account > $1 AND used_at IS NULL ORDER BY account LIMIT $2";
    let rows = tx.rows(sql, &vals![after, most]).await?;
    for row in &rows {
        let account = row.id(0)?;
        let sql = "UPDATE start_code SET used_at = $2, version = version + 1, act = $3 WHERE account = $1";
        tx.exec(sql, &vals![account, call.now, call.act]).await?;
        tx.effect("start_code", account, "used_at", None::<Timestamp>, call.now);
    }
    let last = rows.last().map(|row| row.id(0)).transpose()?;
    Ok((rows.len() as u64, last))
}

/// Makes the code of an account void, and its link. Takes the row, also where there is none yet: whoever just makes a code is
/// through, or waits and finds what the act left.
pub(crate) async fn void_of(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    drop_link(tx, account).await?;
    let none: &[u8] = &[];
    let sql = "INSERT INTO start_code (account, code_hash, issued_at, issued_by, expires_at, used_at, version, act) VALUES ($1, $2, $3, '', $3, $3, 1, $4) \
               ON CONFLICT (account) DO UPDATE SET used_at = COALESCE(start_code.used_at, excluded.used_at), \
               version = start_code.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, none, call.now, call.act]).await?;
    tx.effect("start_code", account, "used_at", None::<Timestamp>, call.now);
    Ok(())
}

/// Forgets the code of an account that is erased.
pub(super) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    drop_link(tx, account).await?;
    tx.exec("DELETE FROM start_code WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Uses a code; says no if it is used, void or too old. However many try, one wins.
pub(super) async fn consume(
    tx: &mut WriteTx,
    account: AccountId,
    code: &KeyHash,
    call: &Call,
) -> Result<bool, Fault> {
    let params = vals![account, code.as_slice(), call.now, call.act];
    let sql = "UPDATE start_code SET used_at = $3, version = version + 1, act = $4 \
               WHERE account = $1 AND code_hash = $2 AND used_at IS NULL AND expires_at > $3";
    let won = tx.exec(sql, &params).await? == 1;
    if won {
        drop_link(tx, account).await?;
        tx.effect("start_code", account, "used_at", None::<Timestamp>, call.now);
    }
    Ok(won)
}
