//! The log of sign-ins: a line for each attempt.

use kernel::audit::not_kept;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Door;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::attempts::model::{Before, Risk, username_key};
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

    /// A line about a username that nobody has.
    pub(crate) fn of_nobody(
        door: &Door,
        (id, at): (Uuid, Timestamp),
        username: &str,
        origin: &Origin,
    ) -> Self {
        Self {
            id,
            at,
            account: None,
            organisation: None,
            username_key: username_key(username, false),
            peer: origin.peer().to_owned(),
            device: origin.device().to_owned(),
            place: place_of(door, origin.peer()),
        }
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

/// Says in the log that somebody proved who they are in order to choose a new password: nobody is signed in by that.
pub(crate) async fn on_the_way(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    let reason = "right proof, to reset the password without the one before";
    conclude(tx, id, Outcome::Refused, reason).await
}

/// The same, and says how it was shown and what is unusual about it.
pub(crate) async fn accept_as(
    tx: &mut WriteTx,
    id: Uuid,
    factor: Factor,
    risk: &Risk,
) -> Result<(), Fault> {
    conclude_as(tx, id, (factor, risk), Outcome::Accepted, "").await
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

/// Whether the latest sign-in of an account that was right tells of something of which its owner is to know. Wrong ones beside it
/// hide nothing: whoever comes in must not keep the letter back by a wrong password at the same moment.
pub(crate) async fn is_unusual(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT risk FROM sign_in_log WHERE account = $1 AND outcome = 'accepted' AND application = '' ORDER BY id DESC LIMIT 1";
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
    let sql = "SELECT at, peer, device, outcome FROM sign_in_log WHERE account = $1 AND application = '' AND at >= $2 AND id <> $3 ORDER BY id DESC LIMIT $4";
    let rows = reader.rows(sql, &vals![account, since, but, limit]).await?;
    rows.iter().map(read_before).collect()
}

/// Those of them that were right; they have an index of their own.
pub(in crate::attempts) async fn let_in(
    reader: &mut Reader,
    account: AccountId,
    but: Uuid,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Before>, Fault> {
    let sql = "SELECT at, peer, device, outcome FROM sign_in_log WHERE account = $1 AND outcome = 'accepted' AND application = '' AND at >= $2 AND id <> $3 ORDER BY id DESC LIMIT $4";
    let rows = reader.rows(sql, &vals![account, since, but, limit]).await?;
    rows.iter().map(read_before).collect()
}

fn read_before(row: &Row) -> Result<Before, Fault> {
    Ok(Before {
        at: row.time(0)?,
        peer: row.text(1)?,
        device: row.text(2)?,
        accepted: row.text(3)? == Outcome::Accepted.name(),
    })
}

/// How many were tried from a network address since a moment and never let in, and how many were let in, among its latest lines but
/// for those of one account. Tries at names that nobody has count one by one; going to an application is no try. Only an index is
/// read.
pub(in crate::attempts) async fn near(
    reader: &mut Reader,
    peer: &str,
    since: Timestamp,
    but: AccountId,
    limit: i64,
) -> Result<(i64, i64), Fault> {
    let row = reader.row(NEAR, &vals![peer, since, limit, but]).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.int(0)?, row.int(1)?)))
}

/// The statement that does; people who go to an application are no part of its index.
pub(in crate::attempts) const NEAR: &str = "SELECT CAST(COALESCE(SUM(CASE WHEN account IS NULL THEN tries WHEN let_in = 0 THEN 1 ELSE 0 END), 0) AS BIGINT), \
    COUNT(CASE WHEN account IS NOT NULL AND let_in = 1 THEN 1 END) \
    FROM (SELECT account, COUNT(*) AS tries, MAX(CASE WHEN outcome = 'accepted' THEN 1 ELSE 0 END) AS let_in FROM \
    (SELECT account, outcome FROM sign_in_log WHERE peer = $1 AND at >= $2 AND application = '' ORDER BY at DESC LIMIT $3) AS latest \
    WHERE account IS NULL OR account <> $4 GROUP BY account) AS tried";

/// How many of those latest lines tell of nobody who was let in: never fewer than were tried in vain. It is read much faster than who
/// that was, and mostly answers it.
pub(in crate::attempts) async fn refused_near(
    reader: &mut Reader,
    peer: &str,
    since: Timestamp,
    but: AccountId,
    limit: i64,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM (SELECT account, outcome FROM sign_in_log WHERE peer = $1 AND at >= $2 AND application = '' ORDER BY at DESC LIMIT $3) AS latest \
               WHERE outcome <> 'accepted' AND (account IS NULL OR account <> $4)";
    reader.number(sql, &vals![peer, since, limit, but]).await
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

/// The same, and how it was shown, and what is unusual about it.
pub(in crate::attempts) async fn conclude_as(
    tx: &mut WriteTx,
    id: Uuid,
    (factor, risk): (Factor, &Risk),
    outcome: Outcome,
    reason: &str,
) -> Result<(), Fault> {
    let params = vals![id, outcome.name(), reason, factor.name(), risk.text()];
    let sql =
        "UPDATE sign_in_log SET outcome = $2, reason = $3, factor = $4, risk = $5 WHERE id = $1";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Writes down to which application somebody went, and what came of it; empty where they were let in.
pub(in crate::attempts) async fn log_application(
    tx: &mut WriteTx,
    line: &Line,
    (application, name): (Uuid, &str),
    reason: &str,
) -> Result<(), Fault> {
    let outcome = if reason.is_empty() { Outcome::Accepted } else { Outcome::Refused };
    let params = vals![
        line.id,
        line.at,
        line.account,
        line.organisation,
        line.username_key.as_str(),
        line.peer.as_str(),
        outcome.name(),
        reason,
        line.device.as_str(),
        line.place.as_str(),
        application.to_string(),
        name
    ];
    let sql = "INSERT INTO sign_in_log (id, at, account, organisation, username_key, peer, outcome, reason, device, place, application, application_name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    tx.exec(sql, &params).await?;
    Ok(())
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
