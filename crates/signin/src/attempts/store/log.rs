//! The log of sign-ins: a line for each attempt, and how administrators of an organisation search it.

use kernel::audit::not_kept;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Door;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::attempts::model::{Before, Risk, username_key};
use crate::attempts::queries::{LogLine, LoggedAttempt};
use crate::attempts::{Factor, Level, Outcome};
use crate::origin::Origin;
use crate::places::Places;

/// What is known of an attempt when it begins.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(in crate::attempts) id: Uuid,
    pub(in crate::attempts) at: Timestamp,
    pub(in crate::attempts) account: Option<AccountId>,
    pub(in crate::attempts) organisation: Option<OrganisationId>,
    pub(in crate::attempts) username_key: String,
    pub(in crate::attempts) peer: String,
    pub(in crate::attempts) device: String,
    pub(in crate::attempts) place: String,
}

/// Where a network address is, as far as the file of this node knows it.
pub(in crate::attempts) fn place_of(door: &Door, peer: &str) -> String {
    let places = door.ports().port::<Places>().ok();
    places.and_then(|places| places.of(peer)).map(|place| place.name).unwrap_or_default()
}

impl Line {
    /// Its key.
    pub(crate) const fn id(&self) -> Uuid {
        self.id
    }

    /// Its moment.
    pub(crate) const fn at(&self) -> Timestamp {
        self.at
    }

    /// A line about somebody who is known, beside the slices' own attempts.
    pub(crate) fn of(
        door: &Door,
        (id, at): (Uuid, Timestamp),
        (account, organisation): (AccountId, OrganisationId),
        username: &str,
        origin: &Origin,
    ) -> Self {
        Self {
            id,
            at,
            account: Some(account),
            organisation: Some(organisation),
            username_key: username_key(username, true),
            peer: origin.peer().to_owned(),
            device: origin.device().to_owned(),
            place: place_of(door, origin.peer()),
        }
    }
}

/// Writes an attempt into the log, as refused until it is found to be right.
pub(crate) async fn log(tx: &mut WriteTx, line: &Line, reason: &str) -> Result<(), Fault> {
    let params = vals![
        line.id,
        line.at,
        line.account,
        line.organisation,
        line.username_key.as_str(),
        line.peer.as_str(),
        Outcome::Refused.name(),
        reason,
        line.device.as_str(),
        line.place.as_str()
    ];
    let sql = "INSERT INTO sign_in_log (id, at, account, organisation, username_key, peer, outcome, reason, device, place) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Says in the log that an attempt was right; how it was shown and what is unusual about it stay as they are there.
pub(crate) async fn accept(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    conclude(tx, id, Outcome::Accepted, "").await
}

/// The same, and says how it was shown and what is unusual about it.
pub(crate) async fn accept_as(
    tx: &mut WriteTx,
    id: Uuid,
    factor: Factor,
    risk: &Risk,
) -> Result<(), Fault> {
    describe(tx, id, factor, risk).await?;
    accept(tx, id).await
}

/// A second proof was right: its line takes the place of the one of the password, and has what was unusual about that.
pub(crate) async fn accept_after(
    tx: &mut WriteTx,
    before: Uuid,
    id: Uuid,
    factor: Factor,
) -> Result<(), Fault> {
    let sql = "SELECT risk FROM sign_in_log WHERE id = $1";
    let risk = tx.row(sql, &vals![before]).await?.map(|row| row.text(0)).transpose()?;
    take_back(tx, before).await?;
    accept_as(tx, id, factor, &Risk::named(&risk.unwrap_or_default())).await
}

/// How a line was shown, and what is unusual about it.
pub(in crate::attempts) async fn describe(
    tx: &mut WriteTx,
    id: Uuid,
    factor: Factor,
    risk: &Risk,
) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_log SET factor = $2, risk = $3 WHERE id = $1";
    tx.exec(sql, &vals![id, factor.name(), risk.text()]).await?;
    Ok(())
}

/// Whether the latest line of an account tells of something of which its owner is to know.
pub(crate) async fn is_unusual(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT risk FROM sign_in_log WHERE account = $1 ORDER BY id DESC LIMIT 1";
    let risk = reader.row(sql, &vals![account]).await?.map(|row| row.text(0)).transpose()?;
    let reasons = Risk::named(&risk.unwrap_or_default()).reasons();
    Ok(Risk::level(&reasons) >= Level::Medium)
}

/// Lines of an account since a moment, the latest first, but for one.
pub(in crate::attempts) async fn before(
    reader: &mut Reader,
    account: AccountId,
    but: Uuid,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Before>, Fault> {
    let sql = "SELECT at, peer, device, outcome FROM sign_in_log WHERE account = $1 AND at >= $2 AND id <> $3 ORDER BY id DESC LIMIT $4";
    let rows = reader.rows(sql, &vals![account, since, but, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Before {
                at: row.time(0)?,
                peer: row.text(1)?,
                device: row.text(2)?,
                accepted: row.text(3)? == Outcome::Accepted.name(),
            })
        })
        .collect()
}

/// Whom tries from a network address were for since a moment, the latest first, and whether they were let in. Only an index is
/// read.
pub(in crate::attempts) async fn near(
    reader: &mut Reader,
    peer: &str,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<(Option<AccountId>, bool)>, Fault> {
    let sql = "SELECT account, outcome FROM sign_in_log WHERE peer = $1 AND at >= $2 ORDER BY at DESC LIMIT $3";
    let rows = reader.rows(sql, &vals![peer, since, limit]).await?;
    rows.iter()
        .map(|row| {
            let account = row.id_or_none(0)?.map(AccountId);
            Ok((account, row.text(1)? == Outcome::Accepted.name()))
        })
        .collect()
}

/// Takes a line back out of the log: what it told of was no attempt to sign in.
pub(crate) async fn take_back(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM sign_in_log WHERE id = $1", &vals![id]).await?;
    Ok(())
}

/// Says in the log what came of an attempt.
pub(in crate::attempts) async fn conclude(
    tx: &mut WriteTx,
    id: Uuid,
    outcome: Outcome,
    reason: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_log SET outcome = $2, reason = $3 WHERE id = $1";
    tx.exec(sql, &vals![id, outcome.name(), reason]).await?;
    Ok(())
}

/// Attempts on one account since a moment, the latest first, from before a key on.
pub(in crate::attempts) async fn attempts(
    reader: &mut Reader,
    account: AccountId,
    since: Timestamp,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LoggedAttempt>, Fault> {
    let mut params: Vec<Val> = vals![account, limit, since].to_vec();
    let mut clause = "";
    if let Some(before) = before {
        params.push(before.into());
        clause = " AND id < $4";
    }
    let sql = format!(
        "SELECT id, at, peer, outcome, reason, device, place, factor, risk FROM sign_in_log WHERE account = $1 AND at >= $3{clause} ORDER BY id DESC LIMIT $2"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// What of an organisation's log is wanted.
pub(in crate::attempts) struct Wanted<'a> {
    pub(in crate::attempts) organisation: OrganisationId,
    /// Attempts on this account only.
    pub(in crate::attempts) account: Option<AccountId>,
    /// Attempts from this network address only.
    pub(in crate::attempts) peer: Option<&'a str>,
    /// Those that ended so only.
    pub(in crate::attempts) outcome: Option<Outcome>,
    /// Those about which something is unusual only.
    pub(in crate::attempts) unusual: bool,
    /// Not those before this moment.
    pub(in crate::attempts) since: Option<Timestamp>,
    /// Those before this key.
    pub(in crate::attempts) before: Option<Uuid>,
    pub(in crate::attempts) limit: i64,
}

/// Attempts of people of an organisation, the latest first. Each outcome is a range of an index, read from its end, so that
/// what is read does not grow with the log; the two are merged here.
pub(in crate::attempts) async fn search(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
) -> Result<Vec<LogLine>, Fault> {
    let both = [Outcome::Accepted, Outcome::Refused];
    let mut found = Vec::new();
    for outcome in both.into_iter().filter(|one| wanted.outcome.is_none_or(|asked| asked == *one)) {
        found.extend(range(reader, wanted, outcome).await?);
    }
    found.sort_unstable_by_key(|line| std::cmp::Reverse(line.attempt.id));
    found.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Ok(found)
}

async fn range(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
    outcome: Outcome,
) -> Result<Vec<LogLine>, Fault> {
    let (sql, params) = statement(wanted, outcome);
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| Ok(LogLine { attempt: read(row)?, account: AccountId(row.id(9)?) }))
        .collect()
}

/// The statement of one range, and what it is given.
pub(in crate::attempts) fn statement(wanted: &Wanted<'_>, outcome: Outcome) -> (String, Vec<Val>) {
    let mut params: Vec<Val> = vals![wanted.organisation, outcome.name(), wanted.limit].to_vec();
    let mut clauses = "organisation = $1 AND outcome = $2".to_owned();
    if wanted.unusual {
        // Few lines, of an index of their own.
        clauses.push_str(" AND risk <> ''");
    }
    let mut and = |clause: &str, value: Val| {
        params.push(value);
        clauses.push_str(&format!(" AND {clause} ${}", params.len()));
    };
    if let Some(account) = wanted.account {
        and("account =", account.into());
    }
    if let Some(peer) = wanted.peer {
        and("peer =", peer.into());
    }
    if let Some(since) = wanted.since {
        // Keys grow with time, so that a moment is a place in the index. One may be ahead of its moment, never behind.
        and("id >=", ids::first_at(since).into());
        and("at >=", since.into());
    }
    if let Some(before) = wanted.before {
        and("id <", before.into());
    }
    let sql = format!(
        "SELECT id, at, peer, outcome, reason, device, place, factor, risk, account FROM sign_in_log WHERE {clauses} ORDER BY id DESC LIMIT $3"
    );
    (sql, params)
}

/// Whether the log has lines from before a moment that no legal hold keeps.
pub(in crate::attempts) async fn has_lines_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let kept = not_kept("sign_in_log.account");
    let sql = format!("SELECT id FROM sign_in_log WHERE at < $1 AND {kept} LIMIT 1");
    Ok(reader.row(&sql, &vals![at]).await?.is_some())
}

/// Clears lines from before a moment, the oldest first, and says how many that were. A legal hold keeps those of its
/// account.
pub(in crate::attempts) async fn clear_lines(
    tx: &mut WriteTx,
    at: Timestamp,
    most: u64,
) -> Result<u64, Fault> {
    let kept = not_kept("l.account");
    let sql = format!(
        "DELETE FROM sign_in_log WHERE id IN (SELECT l.id FROM sign_in_log l WHERE l.at < $1 AND {kept} ORDER BY l.at LIMIT $2)"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    tx.exec(&sql, &vals![at, most]).await
}

fn read(row: &Row) -> Result<LoggedAttempt, Fault> {
    let accepted = row.text(3)? == Outcome::Accepted.name();
    let risk = Risk::named(&row.text(8)?).reasons();
    Ok(LoggedAttempt {
        id: row.id(0)?,
        at: row.time(1)?,
        peer: row.text(2)?,
        outcome: if accepted { Outcome::Accepted } else { Outcome::Refused },
        reason: row.text(4)?,
        device: row.text(5)?,
        place: row.text(6)?,
        factor: Factor::named(&row.text(7)?),
        level: Risk::level(&risk),
        risk,
    })
}
