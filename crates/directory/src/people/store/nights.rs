//! Held nights and their lists, and how many the clocks deleted today.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;
use uuid::Uuid;

use crate::people::model::Cause;

/// How far the list of a night is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NightState {
    /// It is being written down.
    Listing,
    /// It waits for a decision.
    Waiting,
    /// It was released and is being done.
    Releasing,
    /// It was dismissed, and the clocks are being set.
    Sparing,
    /// It was released and is done.
    Released,
    /// It was dismissed and is done.
    Spared,
}

impl NightState {
    const ALL: [Self; 6] = [
        Self::Listing,
        Self::Waiting,
        Self::Releasing,
        Self::Sparing,
        Self::Released,
        Self::Spared,
    ];

    /// As stored and as used on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Listing => "listing",
            Self::Waiting => "waiting",
            Self::Releasing => "releasing",
            Self::Sparing => "sparing",
            Self::Released => "released",
            Self::Spared => "spared",
        }
    }

    /// What it becomes once everything that was decided is done.
    pub(crate) const fn end(self) -> Option<Self> {
        match self {
            Self::Releasing => Some(Self::Released),
            Self::Sparing => Some(Self::Spared),
            Self::Listing | Self::Waiting | Self::Released | Self::Spared => None,
        }
    }
}

/// A night.
#[derive(Clone, Debug)]
pub(crate) struct Night {
    pub(crate) id: Uuid,
    pub(crate) organisation: OrganisationId,
    pub(crate) state: NightState,
    /// The end of the day it is about.
    pub(crate) until: Timestamp,
    /// How many accounts the organisation had.
    pub(crate) people: i64,
    pub(crate) deletions: i64,
    /// Of all rows, in the order in which they were listed.
    pub(crate) digest: Vec<u8>,
    /// The last account that was listed.
    pub(crate) listed: AccountId,
    pub(crate) made_at: Timestamp,
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) version: i64,
}

const NIGHT: &str = "id, organisation, state, until, people, deletions, digest, listed, made_at, decided_at, version";
/// In what states nothing else of the organisation is deleted by a clock.
pub(super) const OPEN: &str = "state IN ('listing', 'waiting', 'releasing', 'sparing')";

fn read(row: &Row) -> Result<Night, Fault> {
    let name = row.text(2)?;
    let state = NightState::ALL.into_iter().find(|state| state.name() == name);
    Ok(Night {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        state: state.ok_or_else(|| Fault::defect(format!("reading a night that is {name}")))?,
        until: row.time(3)?,
        people: row.int(4)?,
        deletions: row.int(5)?,
        digest: row.bytes(6)?,
        listed: AccountId(row.id(7)?),
        made_at: row.time(8)?,
        decided_at: row.time_or_none(9)?,
        version: row.int(10)?,
    })
}

/// A night by its key.
pub(crate) async fn find_night(reader: &mut Reader, night: Uuid) -> Result<Option<Night>, Fault> {
    let sql = format!("SELECT {NIGHT} FROM held_night WHERE id = $1");
    reader.row(&sql, &vals![night]).await?.as_ref().map(read).transpose()
}

/// The night of an organisation that is not over.
pub(crate) async fn open_night(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Night>, Fault> {
    let sql = format!("SELECT {NIGHT} FROM held_night WHERE organisation = $1 AND {OPEN}");
    reader.row(&sql, &vals![organisation]).await?.as_ref().map(read).transpose()
}

/// Nights in a state, after one of them.
pub(crate) async fn nights_in(
    reader: &mut Reader,
    state: NightState,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Night>, Fault> {
    let sql =
        format!("SELECT {NIGHT} FROM held_night WHERE state = $1 AND id > $2 ORDER BY id LIMIT $3");
    reader.rows(&sql, &vals![state.name(), after, limit]).await?.iter().map(read).collect()
}

/// The nights of an organisation, latest first, before one of them.
pub(crate) async fn nights_of(
    reader: &mut Reader,
    organisation: OrganisationId,
    before: Uuid,
    limit: i64,
) -> Result<Vec<Night>, Fault> {
    let sql = format!(
        "SELECT {NIGHT} FROM held_night WHERE organisation = $1 AND id < $2 ORDER BY id DESC LIMIT $3"
    );
    reader.rows(&sql, &vals![organisation, before, limit]).await?.iter().map(read).collect()
}

/// Nights that wait for a decision, of the organisations in sight, oldest first.
pub(crate) async fn waiting_nights(
    reader: &mut Reader,
    sight: &Sight,
    limit: i64,
) -> Result<Vec<Night>, Fault> {
    let mut params = vals![limit].to_vec();
    let clause = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT {NIGHT} FROM held_night WHERE state = 'waiting' AND {clause} ORDER BY id LIMIT $1"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Keeps a new night; whether the organisation had none that is not over.
pub(crate) async fn insert_night(tx: &mut WriteTx, call: &Call, night: &Night) -> Result<bool> {
    let params = vals![
        night.id,
        night.organisation,
        night.state.name(),
        night.until,
        night.people,
        night.digest.clone(),
        night.listed,
        night.made_at,
        call.act
    ];
    let sql = "INSERT INTO held_night (id, organisation, state, until, people, deletions, digest, listed, made_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, 1, $9) ON CONFLICT DO NOTHING";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Stores a changed night over the version it was read in.
pub(crate) async fn save_night(
    tx: &mut WriteTx,
    call: &Call,
    before: &Night,
    after: &Night,
) -> Result<()> {
    let params = vals![
        before.id,
        before.version,
        after.state.name(),
        after.deletions,
        after.digest.clone(),
        after.listed,
        after.decided_at,
        call.act
    ];
    let sql = "UPDATE held_night SET state = $3, deletions = $4, digest = $5, listed = $6, decided_at = $7, \
               version = version + 1, act = $8 WHERE id = $1 AND version = $2";
    if tx.exec(sql, &params).await? != 1 {
        return Err(Fault::again("saving a night that changed meanwhile").into());
    }
    tx.subject("held_night", before.id, before.version + 1);
    tx.effect("held_night", before.id, "state", before.state.name(), after.state.name());
    tx.effect("held_night", before.id, "deletions", before.deletions, after.deletions);
    Ok(())
}

/// Ends a night of which everything is done.
pub(crate) async fn end_night(
    tx: &mut WriteTx,
    call: &Call,
    night: Uuid,
    end: NightState,
) -> Result<()> {
    let sql = "UPDATE held_night SET state = $2, version = version + 1, act = $3 WHERE id = $1 AND state IN ('releasing', 'sparing')";
    tx.exec(sql, &vals![night, end.name(), call.act]).await?;
    Ok(())
}

/// One row of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) account: AccountId,
    pub(crate) cause: Cause,
    pub(crate) due_at: Timestamp,
}

fn item(row: &Row) -> Result<Item, Fault> {
    let name = row.text(1)?;
    let cause = Cause::named(&name);
    Ok(Item {
        account: AccountId(row.id(0)?),
        cause: cause.ok_or_else(|| Fault::defect(format!("reading the cause {name}")))?,
        due_at: row.time(2)?,
    })
}

/// Adds a row to a list.
pub(crate) async fn list_item(
    tx: &mut WriteTx,
    call: &Call,
    night: Uuid,
    account: AccountId,
    cause: Cause,
    due_at: Timestamp,
) -> Result<()> {
    let sql = "INSERT INTO held_deletion (night, account, cause, due_at, version, act) VALUES ($1, $2, $3, $4, 1, $5)";
    tx.exec(sql, &vals![night, account, cause.name(), due_at, call.act]).await?;
    Ok(())
}

/// The row of an account that has no outcome yet.
pub(crate) async fn open_item(
    reader: &mut Reader,
    night: Uuid,
    account: AccountId,
) -> Result<Option<Item>, Fault> {
    let sql = "SELECT account, cause, due_at FROM held_deletion WHERE night = $1 AND account = $2 AND outcome IS NULL";
    reader.row(sql, &vals![night, account]).await?.as_ref().map(item).transpose()
}

/// Rows without an outcome that are due up to a moment, after one of them. What could not be done a short while ago
/// is left out.
pub(crate) async fn open_items(
    reader: &mut Reader,
    night: Uuid,
    (now, upto): (Timestamp, Timestamp),
    after: (Timestamp, AccountId),
    limit: i64,
) -> Result<Vec<Item>, Fault> {
    let sql = "SELECT d.account, d.cause, d.due_at FROM held_deletion d WHERE d.night = $1 AND d.outcome IS NULL AND d.due_at <= $2 \
               AND (d.due_at, d.account) > ($3, $4) \
               AND NOT EXISTS (SELECT 1 FROM clock_wait w WHERE w.account = d.account AND w.until > $6) \
               ORDER BY d.due_at, d.account LIMIT $5";
    let params = vals![night, upto, after.0, after.1, limit, now];
    reader.rows(sql, &params).await?.iter().map(item).collect()
}

/// Rows of a list, after an account.
pub(crate) async fn items(
    reader: &mut Reader,
    night: Uuid,
    after: AccountId,
    limit: i64,
) -> Result<Vec<Item>, Fault> {
    let sql = "SELECT account, cause, due_at FROM held_deletion WHERE night = $1 AND account > $2 ORDER BY account LIMIT $3";
    reader.rows(sql, &vals![night, after, limit]).await?.iter().map(item).collect()
}

/// Whether a list has rows without an outcome.
pub(crate) async fn has_open_items(reader: &mut Reader, night: Uuid) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM held_deletion WHERE night = $1 AND outcome IS NULL LIMIT 1";
    Ok(reader.row(sql, &vals![night]).await?.is_some())
}

/// Notes what became of a row.
pub(crate) async fn settle_item(
    tx: &mut WriteTx,
    call: &Call,
    night: Uuid,
    account: AccountId,
    outcome: &str,
) -> Result<()> {
    let sql = "UPDATE held_deletion SET outcome = $3, version = version + 1, act = $4 WHERE night = $1 AND account = $2 AND outcome IS NULL";
    match tx.exec(sql, &vals![night, account, outcome, call.act]).await? {
        1 => Ok(()),
        _ => Err(Fault::again("settling a row that was settled meanwhile").into()),
    }
}

/// The day on which the clocks last deleted somebody of the organisation, how many accounts it had, and how many
/// they deleted.
pub(crate) async fn clock_day(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<(i64, i64, i64)>, Fault> {
    let sql = "SELECT day, people, deleted FROM clock_day WHERE organisation = $1";
    let row = reader.row(sql, &vals![organisation]).await?;
    row.map(|row| Ok((row.int(0)?, row.int(1)?, row.int(2)?))).transpose()
}

/// Counts one more deletion of the day, unless it would be more than they may be.
pub(crate) async fn count_deletion(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
    day: i64,
    people: i64,
    may: i64,
) -> Result<bool> {
    let params = vals![organisation, day, people, call.act];
    tx.exec(
        "INSERT INTO clock_day (organisation, day, people, deleted, version, act) VALUES ($1, $2, $3, 0, 1, $4) \
         ON CONFLICT (organisation) DO NOTHING",
        &params,
    )
    .await?;
    tx.exec(
        "UPDATE clock_day SET day = $2, people = $3, deleted = 0, version = version + 1, act = $4 WHERE organisation = $1 AND day < $2",
        &params,
    )
    .await?;
    let sql = "UPDATE clock_day SET deleted = deleted + 1, version = version + 1, act = $3 WHERE organisation = $1 AND deleted < $2";
    Ok(tx.exec(sql, &vals![organisation, may, call.act]).await? == 1)
}
