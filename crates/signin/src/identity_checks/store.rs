//! The tables of making sure who is asking: one row for whoever was asked about, and what each helper made sure of.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;

use super::model::{Letters, Method, Outcome};

/// What is kept of an account.
pub(super) struct Kept {
    /// The telephone word and those before it, sealed, if there is one.
    pub(super) word: Option<Vec<u8>>,
    /// The letters asked for next.
    pub(super) letters: Letters,
    /// Since when the word is in use.
    pub(super) word_set_at: Option<Timestamp>,
    /// Wrong letters and codes since that moment.
    pub(super) wrong: i64,
    pub(super) wrong_since: Option<Timestamp>,
    /// Wrong letters since the last right ones.
    pub(super) wrong_in_all: i64,
    /// Checks that failed, whatever the way, since that moment.
    pub(super) failed: i64,
    pub(super) failed_since: Option<Timestamp>,
}

/// What is kept of an account, if anything is.
pub(super) async fn kept(reader: &mut Reader, account: AccountId) -> Result<Option<Kept>, Fault> {
    let sql = "SELECT word, letters, word_set_at, wrong, wrong_since, wrong_in_all, failed, failed_since FROM identity_check WHERE account = $1";
    let row = reader.row(sql, &vals![account]).await?;
    row.map(|row| {
        Ok(Kept {
            word: row.bytes_or_none(0)?,
            letters: Letters::read(&row.text(1)?),
            word_set_at: row.time_or_none(2)?,
            wrong: row.int(3)?,
            wrong_since: row.time_or_none(4)?,
            wrong_in_all: row.int(5)?,
            failed: row.int(6)?,
            failed_since: row.time_or_none(7)?,
        })
    })
    .transpose()
}

/// Takes the row of an account for this act, and makes one where there is none: checks of one account take turns. The act is
/// about it from now on.
pub(super) async fn take(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    let sql = "INSERT INTO identity_check (account, word, letters, word_set_at, wrong, wrong_since, wrong_in_all, failed, failed_since, method, outcome, version, act) \
               VALUES ($1, NULL, '', NULL, 0, NULL, 0, 0, NULL, '', '', 1, $2) \
               ON CONFLICT (account) DO UPDATE SET version = identity_check.version + 1, act = excluded.act";
    tx.exec(sql, &vals![account, call.act]).await?;
    let sql = "SELECT version FROM identity_check WHERE account = $1";
    let version = tx.number(sql, &vals![account]).await?;
    tx.subject("identity_check", account, version);
    Ok(())
}

/// Puts a word in the place of the one before; wrong answers to that one no longer count. The act has taken the row.
pub(super) async fn set_word(
    tx: &mut WriteTx,
    account: AccountId,
    sealed: &[u8],
    letters: &Letters,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE identity_check SET word = $2, letters = $3, word_set_at = $4, wrong = 0, wrong_since = NULL, wrong_in_all = 0 WHERE account = $1";
    tx.exec(sql, &vals![account, sealed, letters.kept(), now]).await?;
    tx.effect("identity_check", account, "word_set_at", None::<Timestamp>, now);
    Ok(())
}

/// Other letters to ask for: the ones before were given. The act has taken the row.
pub(super) async fn ask_next(
    tx: &mut WriteTx,
    account: AccountId,
    letters: &Letters,
) -> Result<(), Fault> {
    let sql = "UPDATE identity_check SET letters = $2, wrong_in_all = 0 WHERE account = $1";
    tx.exec(sql, &vals![account, letters.kept()]).await?;
    Ok(())
}

/// Counts a wrong answer, and among the wrong letters if it was one. The act has taken the row.
pub(super) async fn count_wrong(
    tx: &mut WriteTx,
    account: AccountId,
    (wrong, since): (i64, Timestamp),
    letters: i64,
) -> Result<(), Fault> {
    let sql = "UPDATE identity_check SET wrong = $2, wrong_since = $3, wrong_in_all = wrong_in_all + $4 WHERE account = $1";
    tx.exec(sql, &vals![account, wrong, since, letters]).await?;
    Ok(())
}

/// Counts a check that failed. The act has taken the row.
pub(super) async fn count_failed(
    tx: &mut WriteTx,
    account: AccountId,
    (failed, since): (i64, Timestamp),
) -> Result<(), Fault> {
    let sql = "UPDATE identity_check SET failed = $2, failed_since = $3 WHERE account = $1";
    tx.exec(sql, &vals![account, failed, since]).await?;
    Ok(())
}

/// Leaves in the record how a check was made and how it ended. The act has taken the row.
pub(super) async fn note(
    tx: &mut WriteTx,
    account: AccountId,
    method: Method,
    outcome: Outcome,
) -> Result<(), Fault> {
    let sql = "UPDATE identity_check SET method = $2, outcome = $3 WHERE account = $1";
    tx.exec(sql, &vals![account, method.name(), outcome.name()]).await?;
    tx.effect("identity_check", account, "method", None::<&str>, method.name());
    tx.effect("identity_check", account, "outcome", None::<&str>, outcome.name());
    Ok(())
}

/// What a helper made sure of.
pub(super) struct Pass {
    pub(super) method: String,
    pub(super) checked_at: Timestamp,
    pub(super) good_until: Timestamp,
}

/// What a helper made sure of about an account, if it still counts.
pub(super) async fn pass(
    reader: &mut Reader,
    account: AccountId,
    helper: &str,
    now: Timestamp,
) -> Result<Option<Pass>, Fault> {
    let sql = "SELECT method, checked_at, good_until FROM identity_pass WHERE account = $1 AND helper = $2 AND good_until > $3";
    let row = reader.row(sql, &vals![account, helper, now]).await?;
    row.map(|row| {
        Ok(Pass { method: row.text(0)?, checked_at: row.time(1)?, good_until: row.time(2)? })
    })
    .transpose()
}

/// Remembers that a helper made sure of an account, and forgets what no longer counts.
pub(super) async fn put_pass(
    tx: &mut WriteTx,
    account: AccountId,
    method: Method,
    good_until: Timestamp,
    call: &Call,
) -> Result<(), Fault> {
    let over = "DELETE FROM identity_pass WHERE account = $1 AND good_until <= $2";
    tx.exec(over, &vals![account, call.now]).await?;
    let sql = "INSERT INTO identity_pass (account, helper, method, checked_at, good_until, version, act) VALUES ($1, $2, $3, $4, $5, 1, $6) \
               ON CONFLICT (account, helper) DO UPDATE SET method = excluded.method, checked_at = excluded.checked_at, \
               good_until = excluded.good_until, version = identity_pass.version + 1, act = excluded.act";
    let params = vals![account, call.actor.label(), method.name(), call.now, good_until, call.act];
    tx.exec(sql, &params).await?;
    tx.effect("identity_pass", account, "good_until", None::<Timestamp>, good_until);
    Ok(())
}

/// Takes away what a helper had made sure of: the next answer was wrong.
pub(super) async fn drop_pass(
    tx: &mut WriteTx,
    account: AccountId,
    helper: &str,
) -> Result<(), Fault> {
    let sql = "DELETE FROM identity_pass WHERE account = $1 AND helper = $2";
    tx.exec(sql, &vals![account, helper]).await?;
    Ok(())
}

/// Takes the word away, and every check that counts. The act has taken the row.
pub(super) async fn take_away(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let before = kept(tx, account).await?.and_then(|kept| kept.word_set_at);
    let sql = "UPDATE identity_check SET word = NULL, letters = '', word_set_at = NULL, wrong_in_all = 0 WHERE account = $1";
    tx.exec(sql, &vals![account]).await?;
    if let Some(set_at) = before {
        tx.effect("identity_check", account, "word_set_at", set_at, None::<Timestamp>);
    }
    tx.exec("DELETE FROM identity_pass WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// Since when the telephone and the mobile of an account are what they are; none where they have not been changed since that is
/// counted.
pub(super) async fn numbers_at(
    reader: &mut Reader,
    account: AccountId,
) -> Result<(Option<Timestamp>, Option<Timestamp>), Fault> {
    let sql = "SELECT telephone_at, mobile_at FROM recorded_number WHERE account = $1";
    let Some(row) = reader.row(sql, &vals![account]).await? else { return Ok((None, None)) };
    let at = |at: Timestamp| (at.micros() > 0).then_some(at);
    Ok((at(row.time(0)?), at(row.time(1)?)))
}

/// Notes that the telephone or the mobile of an account is another one from now on.
pub(super) async fn number_changed(
    tx: &mut WriteTx,
    account: AccountId,
    (telephone, mobile): (bool, bool),
    call: &Call,
) -> Result<(), Fault> {
    let never = Timestamp::from_micros(0);
    let sql = "INSERT INTO recorded_number (account, telephone_at, mobile_at, version, act) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (account) DO UPDATE SET \
               telephone_at = CASE WHEN excluded.telephone_at > 0 THEN excluded.telephone_at ELSE recorded_number.telephone_at END, \
               mobile_at = CASE WHEN excluded.mobile_at > 0 THEN excluded.mobile_at ELSE recorded_number.mobile_at END, \
               version = recorded_number.version + 1, act = excluded.act";
    let at = |changed: bool| if changed { call.now } else { never };
    tx.exec(sql, &vals![account, at(telephone), at(mobile), call.act]).await?;
    Ok(())
}

/// Forgets everything about an account that is erased.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    for table in ["identity_check", "identity_pass", "recorded_number"] {
        tx.exec(&format!("DELETE FROM {table} WHERE account = $1"), &vals![account]).await?;
    }
    Ok(())
}

/// Makes so many checks void: after a restore nobody knows what came after them. Says how many that were.
pub(crate) async fn void_passes(tx: &mut WriteTx, most: i64) -> Result<u64, Fault> {
    let sql = "SELECT account, helper FROM identity_pass ORDER BY account, helper LIMIT $1";
    let rows = tx.rows(sql, &vals![most]).await?;
    for row in &rows {
        drop_pass(tx, AccountId(row.id(0)?), &row.text(1)?).await?;
    }
    Ok(rows.len() as u64)
}
