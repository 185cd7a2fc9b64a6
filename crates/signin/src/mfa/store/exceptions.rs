//! The tables of exceptions: each of them, and which one counts for an account.

use std::collections::BTreeMap;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::people::marks;

/// Where an exception stands. Whether one that was granted still counts says its end, and nothing else.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has decided yet.
    Asked,
    /// It counts until its end.
    Granted,
    /// It never counted.
    Refused,
    /// Somebody ended it before its end.
    Ended,
}

impl State {
    /// As it is kept.
    pub(in crate::mfa) const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Ended => "ended",
        }
    }

    fn kept_as(name: &str) -> Self {
        [Self::Asked, Self::Granted, Self::Refused]
            .into_iter()
            .find(|state| state.name() == name)
            .unwrap_or(Self::Ended)
    }
}

/// An exception as it is kept.
#[derive(Clone, Debug)]
pub(in crate::mfa) struct Exception {
    pub(in crate::mfa) id: Uuid,
    pub(in crate::mfa) account: AccountId,
    pub(in crate::mfa) organisation: OrganisationId,
    pub(in crate::mfa) reason: String,
    pub(in crate::mfa) words: String,
    pub(in crate::mfa) state: State,
    pub(in crate::mfa) asked_by: String,
    pub(in crate::mfa) asked_at: Timestamp,
    pub(in crate::mfa) granted_at: Option<Timestamp>,
    pub(in crate::mfa) until: Option<Timestamp>,
    pub(in crate::mfa) version: i64,
}

/// What counts for an account.
#[derive(Clone, Copy, Debug)]
pub(in crate::mfa) struct Standing {
    pub(in crate::mfa) exception: Uuid,
    pub(in crate::mfa) until: Timestamp,
    /// Whether a second step is to be added anew afterwards.
    pub(in crate::mfa) is_anew: bool,
}

const SELECT: &str = "SELECT e.id, e.account, e.organisation, e.reason, e.words, e.state, e.asked_by, e.asked_at, e.granted_at, e.until, e.version FROM mfa_exception e";

fn read(row: &Row) -> Result<Exception, Fault> {
    Ok(Exception {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        organisation: OrganisationId(row.id(2)?),
        reason: row.text(3)?,
        words: row.text(4)?,
        state: State::kept_as(&row.text(5)?),
        asked_by: row.text(6)?,
        asked_at: row.time(7)?,
        granted_at: row.time_or_none(8)?,
        until: row.time_or_none(9)?,
        version: row.int(10)?,
    })
}

/// What counts or counted last for an account.
pub(in crate::mfa) async fn standing(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Standing>, Fault> {
    Ok(standings(reader, &[account]).await?.remove(&account))
}

/// The same for some accounts.
pub(in crate::mfa) async fn standings(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Standing>, Fault> {
    let mut params = Vec::new();
    let sql = format!(
        "SELECT account, exception, until, anew FROM mfa_standing WHERE account IN ({})",
        marks(accounts, &mut params)
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            let (exception, until) = (row.id(1)?, row.time(2)?);
            Ok((AccountId(row.id(0)?), Standing { exception, until, is_anew: row.int(3)? == 1 }))
        })
        .collect()
}

/// Has an exception count for an account; says no if one counts. Of however many come at once, one wins.
pub(in crate::mfa) async fn stand(
    tx: &mut WriteTx,
    account: AccountId,
    standing: &Standing,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO mfa_standing (account, exception, until, anew, version, act) VALUES ($1, $2, $3, $4, 1, $5) \
               ON CONFLICT (account) DO UPDATE SET exception = excluded.exception, until = excluded.until, anew = excluded.anew, \
               version = mfa_standing.version + 1, act = excluded.act WHERE mfa_standing.until <= $6";
    let params = vals![
        account,
        standing.exception,
        standing.until,
        i64::from(standing.is_anew),
        call.act,
        call.now
    ];
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Keeps an exception that was granted or asked for.
pub(in crate::mfa) async fn insert(
    tx: &mut WriteTx,
    new: &Exception,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "INSERT INTO mfa_exception (id, account, organisation, reason, words, state, asked_by, asked_at, granted_at, until, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11)";
    let params = vals![
        new.id,
        new.account,
        new.organisation,
        new.reason.as_str(),
        new.words.as_str(),
        new.state.name(),
        new.asked_by.as_str(),
        new.asked_at,
        new.granted_at,
        new.until,
        call.act
    ];
    tx.exec(sql, &params).await?;
    tx.subject("mfa_exception", new.id, 1);
    tx.effect("mfa_exception", new.id, "account", None::<Uuid>, new.account);
    tx.effect("mfa_exception", new.id, "reason", None::<&str>, new.reason.as_str());
    if let Some(until) = new.until {
        tx.effect("mfa_exception", new.id, "until", None::<Timestamp>, until);
    }
    Ok(())
}

/// One of them.
pub(in crate::mfa) async fn exception(
    reader: &mut Reader,
    id: Uuid,
) -> Result<Option<Exception>, Fault> {
    let sql = format!("{SELECT} WHERE e.id = $1");
    reader.row(&sql, &vals![id]).await?.map(|row| read(&row)).transpose()
}

/// Decides about one that was asked for, as it was seen; says no if somebody else did.
pub(in crate::mfa) async fn decide(
    tx: &mut WriteTx,
    before: &Exception,
    state: State,
    until: Option<Timestamp>,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE mfa_exception SET state = $3, granted_at = $4, until = $5, version = version + 1, act = $6 \
               WHERE id = $1 AND version = $2";
    let granted_at = until.map(|_| call.now);
    let params = vals![before.id, before.version, state.name(), granted_at, until, call.act];
    let is_first = tx.exec(sql, &params).await? == 1;
    tx.subject("mfa_exception", before.id, before.version + 1);
    tx.effect("mfa_exception", before.id, "state", before.state.name(), state.name());
    tx.effect("mfa_exception", before.id, "until", before.until, until);
    Ok(is_first)
}

/// Ends the one that counts for an account now; says no if none does.
pub(in crate::mfa) async fn end(
    tx: &mut WriteTx,
    account: AccountId,
    standing: &Standing,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "UPDATE mfa_standing SET until = $2, version = version + 1, act = $3 WHERE account = $1 AND exception = $4 AND until > $2";
    let params = vals![account, call.now, call.act, standing.exception];
    let was_running = tx.exec(sql, &params).await? == 1;
    let sql = "UPDATE mfa_exception SET state = $2, until = $3, version = version + 1, act = $4 WHERE id = $1";
    let params = vals![standing.exception, State::Ended.name(), call.now, call.act];
    tx.exec(sql, &params).await?;
    tx.subject("mfa_exception", standing.exception, 0);
    tx.effect("mfa_exception", standing.exception, "until", standing.until, call.now);
    Ok(was_running)
}

/// Whether one was asked for about which nobody has decided.
pub(in crate::mfa) async fn is_asked_for(
    reader: &mut Reader,
    account: AccountId,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM mfa_exception WHERE account = $1 AND state = $2 LIMIT 1";
    Ok(reader.row(sql, &vals![account, State::Asked.name()]).await?.is_some())
}

/// How many exceptions for one of some reasons an account was granted since a moment.
pub(in crate::mfa) async fn granted_since(
    reader: &mut Reader,
    account: AccountId,
    reasons: &[&str],
    since: Timestamp,
) -> Result<i64, Fault> {
    let mut params = vals![account, since].to_vec();
    let marks: Vec<String> = reasons
        .iter()
        .map(|reason| {
            params.push((*reason).into());
            format!("${}", params.len())
        })
        .collect();
    let sql = format!(
        "SELECT COUNT(*) FROM mfa_exception WHERE account = $1 AND granted_at > $2 AND reason IN ({})",
        marks.join(", ")
    );
    reader.number(&sql, &params).await
}

/// The last ones of an account, the latest first.
pub(in crate::mfa) async fn history(
    reader: &mut Reader,
    account: AccountId,
    most: i64,
) -> Result<Vec<Exception>, Fault> {
    let sql = format!("{SELECT} WHERE e.account = $1 ORDER BY e.id DESC LIMIT $2");
    reader.rows(&sql, &vals![account, most]).await?.iter().map(read).collect()
}

/// Those that nobody has decided about, in sight, the first one first.
pub(in crate::mfa) async fn waiting(
    reader: &mut Reader,
    sight: &Sight,
    most: i64,
) -> Result<Vec<Exception>, Fault> {
    let mut params = vals![State::Asked.name(), most].to_vec();
    let seen = sight.organisations_clause("e.organisation", &mut params);
    let sql = format!("{SELECT} WHERE e.state = $1 AND {seen} ORDER BY e.id LIMIT $2");
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Deletes whatever there is of an account that is erased. No effect is written: the words are about somebody.
pub(in crate::mfa) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    for table in ["mfa_membership", "mfa_standing", "mfa_exception"] {
        tx.exec(&format!("DELETE FROM {table} WHERE account = $1"), &vals![account]).await?;
    }
    Ok(())
}

/// A second step was added: nothing is to be added anew any more.
pub(in crate::mfa) async fn added(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE mfa_standing SET anew = 0, version = version + 1, act = $2 WHERE account = $1 AND anew = 1";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}
