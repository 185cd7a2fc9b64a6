//! The tables of cases: one row for each, and one for each account whose case is open.

use std::collections::BTreeMap;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::{Found, State, lift_at};
use crate::people::marks;

/// A case as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) state: State,
    pub(super) found: Found,
    pub(super) words: String,
    pub(super) opened_at: Timestamp,
    pub(super) taken: Taken,
    pub(super) released_at: Option<Timestamp>,
    pub(super) checked_at: Option<Timestamp>,
    pub(super) checked_words: String,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) closed_words: String,
    /// Until when the second step is left out, or was.
    pub(super) lifted_until: Option<Timestamp>,
    pub(super) lift_ended_at: Option<Timestamp>,
    /// How often the account was shut in this case.
    pub(super) times_shut: i64,
    /// When the words were removed.
    pub(super) forgotten_at: Option<Timestamp>,
    pub(super) version: i64,
    /// Where it was opened, or where the person went while it was open.
    pub(super) organisation: OrganisationId,
}

impl Case {
    /// Until when the second step is left out, while it is.
    pub(super) fn lift_at(&self, now: Timestamp) -> Option<Timestamp> {
        lift_at(self.state, (self.lifted_until, self.lift_ended_at), now)
    }
}

/// What was taken away when it was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Whether the person could sign in until then.
    pub(super) could_sign_in: bool,
    pub(super) sessions: i64,
    pub(super) tokens: i64,
    pub(super) factors: i64,
    pub(super) password: bool,
}

const SELECT: &str = "SELECT c.id, c.account, c.state, c.found, c.words, c.opened_at, c.sessions_ended, c.tokens_revoked, \
     c.factors_removed, c.had_password, c.released_at, c.checked_at, c.checked_words, c.closed_at, c.closed_words, c.version, c.could_sign_in, c.organisation, \
     c.lifted_until, c.lift_ended_at, c.times_shut, c.forgotten_at \
     FROM compromise_case c";

fn read(row: &Row) -> Result<Case, Fault> {
    let unknown = |what: &str| Fault::defect(format!("reading the {what} of a case"));
    Ok(Case {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        state: State::named(&row.text(2)?).ok_or_else(|| unknown("state"))?,
        found: Found::named(&row.text(3)?).ok_or_else(|| unknown("finding"))?,
        words: row.text(4)?,
        opened_at: row.time(5)?,
        taken: Taken {
            sessions: row.int(6)?,
            tokens: row.int(7)?,
            factors: row.int(8)?,
            password: row.int(9)? == 1,
            could_sign_in: row.int(16)? == 1,
        },
        released_at: row.time_or_none(10)?,
        checked_at: row.time_or_none(11)?,
        checked_words: row.text(12)?,
        closed_at: row.time_or_none(13)?,
        closed_words: row.text(14)?,
        version: row.int(15)?,
        lifted_until: row.time_or_none(18)?,
        lift_ended_at: row.time_or_none(19)?,
        times_shut: row.int(20)?,
        forgotten_at: row.time_or_none(21)?,
        organisation: OrganisationId(row.id(17)?),
    })
}

/// The open case of an account.
pub(super) async fn open_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Case>, Fault> {
    let sql =
        format!("{SELECT} JOIN compromise_open o ON o.compromise_case = c.id WHERE o.account = $1");
    reader.row(&sql, &vals![account]).await?.map(|row| read(&row)).transpose()
}

/// Since when a case is open, and until when the second step is left out, if it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shut {
    pub(crate) since: Timestamp,
    pub(crate) lifted_until: Option<Timestamp>,
}

/// Those of some accounts whose case is open.
pub(crate) async fn open_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Shut>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!(
        "SELECT o.account, c.opened_at, c.lifted_until, c.lift_ended_at FROM compromise_open o \
         JOIN compromise_case c ON c.id = o.compromise_case WHERE o.account IN ({marks})"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            let is_over = row.time_or_none(3)?.is_some();
            let lifted_until = row.time_or_none(2)?.filter(|_| !is_over);
            Ok((AccountId(row.id(0)?), Shut { since: row.time(1)?, lifted_until }))
        })
        .collect()
}

/// Accounts for which the second step is to be asked again, some of them: open cases are few.
pub(super) async fn to_arm(
    reader: &mut Reader,
    now: Timestamp,
    most: i64,
) -> Result<Vec<AccountId>, Fault> {
    let sql = "SELECT o.account FROM compromise_open o JOIN compromise_case c ON c.id = o.compromise_case \
               WHERE c.lifted_until <= $1 AND c.lift_ended_at IS NULL ORDER BY o.account LIMIT $2";
    reader.rows(sql, &vals![now, most]).await?.iter().map(|row| Ok(AccountId(row.id(0)?))).collect()
}

/// Closed cases whose words are older than a moment, some of them.
pub(super) async fn to_forget(
    reader: &mut Reader,
    before: Timestamp,
    most: i64,
) -> Result<Vec<(Uuid, AccountId)>, Fault> {
    let sql = "SELECT id, account FROM compromise_case WHERE closed_at <= $1 AND forgotten_at IS NULL ORDER BY id LIMIT $2";
    let rows = reader.rows(sql, &vals![before, most]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, AccountId(row.id(1)?)))).collect()
}

/// Removes the words of a case; whether they were still there. What they were is not said again.
pub(super) async fn forget_words(tx: &mut WriteTx, case: Uuid, call: &Call) -> Result<bool, Fault> {
    let sql = "UPDATE compromise_case SET words = '', checked_words = '', closed_words = '', forgotten_at = $2, version = version + 1, act = $3 \
               WHERE id = $1 AND forgotten_at IS NULL";
    let was = tx.exec(sql, &vals![case, call.now, call.act]).await? == 1;
    if was {
        tx.effect("compromise_case", case, "forgotten_at", None::<Timestamp>, call.now);
    }
    Ok(was)
}

/// The last cases of an account, the latest first.
pub(super) async fn of_account(
    reader: &mut Reader,
    account: AccountId,
    most: i64,
) -> Result<Vec<Case>, Fault> {
    let sql = format!("{SELECT} WHERE c.account = $1 ORDER BY c.id DESC LIMIT $2");
    reader.rows(&sql, &vals![account, most]).await?.iter().map(read).collect()
}

/// Cases of an organisation, or of all, in one state, the latest first.
pub(super) async fn page(
    reader: &mut Reader,
    sight: &Sight,
    organisation: Option<OrganisationId>,
    state: State,
    before: Option<Uuid>,
    most: i64,
) -> Result<Vec<Case>, Fault> {
    let mut params = vals![state.name(), before.unwrap_or(Uuid::max()), most].to_vec();
    let here = match organisation {
        Some(organisation) => {
            params.extend(vals![organisation]);
            "c.organisation = $4"
        }
        None => "1 = 1",
    };
    let seen = sight.organisations_clause("c.organisation", &mut params);
    let sql = format!(
        "{SELECT} WHERE c.state = $1 AND c.id < $2 AND {here} AND {seen} ORDER BY c.id DESC LIMIT $3"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// A case to be opened.
pub(super) struct New<'a> {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) organisation: OrganisationId,
    pub(super) found: Found,
    pub(super) words: &'a str,
}

/// Takes the place of the one open case of an account; says no if there is one. Whoever comes second waits here.
pub(super) async fn take_place(
    tx: &mut WriteTx,
    account: AccountId,
    case: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO compromise_open (account, compromise_case, version, act) VALUES ($1, $2, 1, $3) ON CONFLICT (account) DO NOTHING";
    Ok(tx.exec(sql, &vals![account, case, call.act]).await? == 1)
}

/// Opens it.
pub(super) async fn insert(
    tx: &mut WriteTx,
    new: &New<'_>,
    taken: Taken,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "INSERT INTO compromise_case (id, account, organisation, state, found, words, opened_at, sessions_ended, tokens_revoked, \
               factors_removed, had_password, could_sign_in, released_at, checked_at, checked_words, closed_at, closed_words, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL, '', NULL, '', 1, $13)";
    let state = State::Contained.name();
    let params = vals![
        new.id,
        new.account,
        new.organisation,
        state,
        new.found.name(),
        new.words,
        call.now,
        taken.sessions,
        taken.tokens,
        taken.factors,
        i64::from(taken.password),
        i64::from(taken.could_sign_in),
        call.act
    ];
    tx.exec(sql, &params).await?;
    tx.subject("compromise_case", new.id, 1);
    tx.effect("compromise_case", new.id, "account", None::<Uuid>, new.account);
    tx.effect("compromise_case", new.id, "state", None::<&str>, state);
    tx.effect("compromise_case", new.id, "found", None::<&str>, new.found.name());
    tx.effect("compromise_case", new.id, "words", None::<&str>, new.words);
    tx.effect("compromise_case", new.id, "sessions_ended", None::<i64>, taken.sessions);
    tx.effect("compromise_case", new.id, "tokens_revoked", None::<i64>, taken.tokens);
    tx.effect("compromise_case", new.id, "factors_removed", None::<i64>, taken.factors);
    Ok(())
}

/// Saves a case over the version that was read; whether nobody else did meanwhile.
pub(super) async fn save(
    tx: &mut WriteTx,
    before: &Case,
    after: &Case,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE compromise_case SET state = $3, released_at = $4, checked_at = $5, checked_words = $6, closed_at = $7, \
               closed_words = $8, words = $10, sessions_ended = $11, tokens_revoked = $12, factors_removed = $13, had_password = $14, \
               lifted_until = $15, lift_ended_at = $16, times_shut = $17, version = $2 + 1, act = $9 WHERE id = $1 AND version = $2";
    let params = vals![
        before.id,
        before.version,
        after.state.name(),
        after.released_at,
        after.checked_at,
        after.checked_words.as_str(),
        after.closed_at,
        after.closed_words.as_str(),
        call.act,
        after.words.as_str(),
        after.taken.sessions,
        after.taken.tokens,
        after.taken.factors,
        i64::from(after.taken.password),
        after.lifted_until,
        after.lift_ended_at,
        after.times_shut
    ];
    let is_saved = tx.exec(sql, &params).await? == 1;
    tx.subject("compromise_case", before.id, before.version + 1);
    if before.state != after.state {
        tx.effect("compromise_case", before.id, "state", before.state.name(), after.state.name());
    }
    let id = before.id;
    tx.effect("compromise_case", id, "times_shut", before.times_shut, after.times_shut);
    tx.effect("compromise_case", id, "lifted_until", before.lifted_until, after.lifted_until);
    tx.effect("compromise_case", id, "lift_ended_at", before.lift_ended_at, after.lift_ended_at);
    tx.effect("compromise_case", id, "words", before.words.clone(), after.words.clone());
    if before.checked_words != after.checked_words {
        let words = (before.checked_words.clone(), after.checked_words.clone());
        tx.effect("compromise_case", before.id, "checked_words", words.0, words.1);
    }
    if before.closed_words != after.closed_words {
        let words = (before.closed_words.clone(), after.closed_words.clone());
        tx.effect("compromise_case", before.id, "closed_words", words.0, words.1);
    }
    Ok(is_saved)
}

/// Gives the place of the open case free.
pub(super) async fn give_place(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM compromise_open WHERE account = $1", &vals![account]).await?;
    Ok(())
}

/// An open case goes with the person to another organisation, which has to go on with it. Closed ones stay where they were.
pub(super) async fn take_along(
    tx: &mut WriteTx,
    account: AccountId,
    organisation: OrganisationId,
    call: &Call,
) -> Result<(), Fault> {
    let Some(case) = open_of(tx, account).await? else { return Ok(()) };
    let sql = "UPDATE compromise_case SET organisation = $2, version = version + 1, act = $3 WHERE id = $1";
    tx.exec(sql, &vals![case.id, organisation, call.act]).await?;
    tx.effect("compromise_case", case.id, "organisation", case.organisation, organisation);
    Ok(())
}

/// Forgets the cases of an account that is erased.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    for table in ["compromise_open", "compromise_case"] {
        tx.exec(&format!("DELETE FROM {table} WHERE account = $1"), &vals![account]).await?;
    }
    Ok(())
}
