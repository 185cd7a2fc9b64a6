//! What is due, and what the activity feed says.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;
use uuid::Uuid;

use super::nights::OPEN;
use crate::people::model::{Account, Cause, FEED_COVERAGE, FEED_FRESH_DAYS, INACTIVE_DELETE_DAYS};

/// A place in a list by time.
pub(crate) type Place = (Timestamp, AccountId);

/// Before every place.
pub(crate) const FIRST: Place = (Timestamp::from_micros(i64::MIN), AccountId(Uuid::nil()));

/// Which of an account's clocks is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// The time to restore.
    Erase,
    /// 18 months disabled.
    Lapse,
    /// A leaver's time.
    Leave,
    /// A first day that was named ahead.
    Start,
    /// The sign-in of a leaver whose time is over and who cannot be deleted yet.
    Stay,
}

/// An account on which something has become due.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
    pub(crate) at: Timestamp,
}

fn due_row(row: &Row) -> Result<Due, Fault> {
    Ok(Due {
        account: AccountId(row.id(0)?),
        organisation: OrganisationId(row.id(1)?),
        at: row.time(2)?,
    })
}

/// Accounts on which a clock is over, in the order in which it was, after a place. What a hold stops, what waits for a
/// decision about a night and what could not be done a short while ago is left out.
pub(crate) async fn due(
    reader: &mut Reader,
    clock: Clock,
    now: Timestamp,
    after: Place,
    limit: i64,
) -> Result<Vec<Due>, Fault> {
    let (column, condition) = match clock {
        Clock::Erase => ("due_at", "a.due = 'erase' AND a.state = 'deleted'"),
        Clock::Lapse => ("due_at", "a.due = 'lapse' AND a.state = 'disabled'"),
        Clock::Leave => ("leaves_at", "a.leaver IS NOT NULL AND a.state IN ('active', 'disabled')"),
        Clock::Start => ("starts_at", "a.state = 'starting'"),
        Clock::Stay => ("leaves_at", "a.leaver IS NOT NULL AND a.state = 'active'"),
    };
    let night = format!(
        "EXISTS (SELECT 1 FROM held_night n WHERE n.organisation = a.organisation AND n.{OPEN})"
    );
    let waits = match clock {
        Clock::Erase => "a.held_since IS NULL".to_owned(),
        // A hold keeps what is there; it keeps nobody out.
        Clock::Start => "1 = 1".to_owned(),
        Clock::Lapse | Clock::Leave => format!("a.held_since IS NULL AND NOT {night}"),
        Clock::Stay => format!("(a.held_since IS NOT NULL OR {night})"),
    };
    let sql = format!(
        "SELECT a.id, a.organisation, a.{column} FROM account a WHERE a.{column} <= $1 AND (a.{column}, a.id) > ($2, $3) AND {condition} \
         AND {waits} AND NOT EXISTS (SELECT 1 FROM clock_wait w WHERE w.account = a.id AND w.until > $1) \
         ORDER BY a.{column}, a.id LIMIT $4"
    );
    reader.rows(&sql, &vals![now, after.0, after.1, limit]).await?.iter().map(due_row).collect()
}

/// Accounts some of whose addresses need no longer be withheld, after one of them.
pub(crate) async fn due_addresses(
    reader: &mut Reader,
    now: Timestamp,
    after: Place,
    limit: i64,
) -> Result<Vec<Due>, Fault> {
    let sql = "SELECT d.account, a.organisation, d.withheld_until FROM address d JOIN account a ON a.id = d.account \
               WHERE d.withheld_until <= $1 AND (d.withheld_until, d.account) > ($2, $3) AND d.kind = 'withheld' AND a.held_since IS NULL \
               AND NOT EXISTS (SELECT 1 FROM clock_wait w WHERE w.account = a.id AND w.until > $1) \
               ORDER BY d.withheld_until, d.account LIMIT $4";
    reader.rows(sql, &vals![now, after.0, after.1, limit]).await?.iter().map(due_row).collect()
}

/// By what inactivity deletes in an organisation: nothing, where the feed cannot be relied on.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Inactivity {
    /// Days without activity, and since when the feed has to have spoken of the account.
    rule: Option<(i64, Timestamp)>,
}

impl Inactivity {
    /// Whether it deletes anybody.
    pub(crate) const fn deletes(&self) -> bool {
        self.rule.is_some()
    }
}

/// Reads it.
pub(crate) async fn inactivity(
    reader: &mut Reader,
    now: Timestamp,
    organisation: OrganisationId,
) -> Result<Inactivity, Fault> {
    let place = Some(organisation);
    let Some(coverage) = coverage(reader, organisation).await? else {
        return Ok(Inactivity::default());
    };
    let percent = reader.dated(&FEED_COVERAGE, place, now).await?;
    let fresh = now.plus_days(-reader.dated(&FEED_FRESH_DAYS, place, now).await?);
    if !coverage.suffices(percent, fresh) {
        return Ok(Inactivity::default());
    }
    let days = reader.dated(&INACTIVE_DELETE_DAYS, place, now).await?;
    Ok(Inactivity { rule: Some((days, fresh)) })
}

/// What a clock of the organisation deletes before a moment: the statement, without order and end. `only` is a further
/// condition on the accounts `a`.
fn deletions_where(only: &str) -> String {
    format!(
        "SELECT a.id AS account, a.leaves_at AS at, 'leave' AS cause FROM account a \
         WHERE a.organisation = $1 AND a.leaver IS NOT NULL AND a.leaves_at < $2 AND a.state IN ('active', 'disabled') AND a.held_since IS NULL{only} \
         UNION ALL SELECT a.id, a.due_at, 'lapse' FROM account a \
         WHERE a.organisation = $1 AND a.state = 'disabled' AND a.due = 'lapse' AND a.due_at < $2 AND a.held_since IS NULL \
         AND (a.leaver IS NULL OR a.leaves_at > a.due_at) AND NOT (a.leaver IS NOT NULL AND a.leaves_at < $2){only} \
         UNION ALL SELECT a.id, (CASE WHEN a.active_from > a.created_at THEN a.active_from ELSE a.created_at END) + $3, 'inactive' FROM account a \
         JOIN activity_seen s ON s.account = a.id \
         WHERE a.organisation = $1 AND a.state = 'active' AND a.kind = 'user' AND a.leaver IS NULL AND a.held_since IS NULL \
         AND a.active_from + $3 < $2 AND a.created_at + $3 < $2 AND COALESCE(a.last_activity_at, 0) + $3 < $2 AND s.fed_at >= $4{only}"
    )
}

/// Days that never pass, where inactivity deletes nobody.
const NEVER: i64 = i64::MAX / 4;

fn of(inactivity: &Inactivity) -> (i64, Timestamp) {
    match inactivity.rule {
        Some((days, fresh)) => (days * 86_400_000_000, fresh),
        None => (NEVER, Timestamp::from_micros(i64::MAX)),
    }
}

/// Whom the clocks of an organisation delete before a moment, by key, after one of them.
pub(crate) async fn deletions(
    reader: &mut Reader,
    organisation: OrganisationId,
    until: Timestamp,
    inactivity: &Inactivity,
    after: AccountId,
    limit: i64,
) -> Result<Vec<(AccountId, Cause, Timestamp)>, Fault> {
    let (quiet, fresh) = of(inactivity);
    let due = deletions_where(" AND a.id > $5");
    let sql = format!("SELECT account, cause, at FROM ({due}) due ORDER BY account LIMIT $6");
    let params = vals![organisation, until, quiet, fresh, after, limit];
    reader.rows(&sql, &params).await?.iter().map(deletion).collect()
}

fn deletion(row: &Row) -> Result<(AccountId, Cause, Timestamp), Fault> {
    let name = row.text(1)?;
    let cause = Cause::named(&name);
    let cause = cause.ok_or_else(|| Fault::defect(format!("reading the cause {name}")))?;
    Ok((AccountId(row.id(0)?), cause, row.time(2)?))
}

/// Why and when the clocks of an organisation delete one account before a moment, if they do.
pub(crate) async fn deletion_of(
    reader: &mut Reader,
    organisation: OrganisationId,
    until: Timestamp,
    inactivity: &Inactivity,
    account: AccountId,
) -> Result<Option<(AccountId, Cause, Timestamp)>, Fault> {
    let (quiet, fresh) = of(inactivity);
    let due = deletions_where(" AND a.id = $5");
    let sql = format!("SELECT account, cause, at FROM ({due}) due");
    let params = vals![organisation, until, quiet, fresh, account];
    reader.row(&sql, &params).await?.as_ref().map(deletion).transpose()
}

/// How many those are, counted to one more than `at_most`.
pub(crate) async fn count_deletions(
    reader: &mut Reader,
    organisation: OrganisationId,
    until: Timestamp,
    inactivity: &Inactivity,
    at_most: i64,
) -> Result<i64, Fault> {
    let (quiet, fresh) = of(inactivity);
    let due = deletions_where("");
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM ({due}) due LIMIT $5) counted");
    reader.number(&sql, &vals![organisation, until, quiet, fresh, at_most + 1]).await
}

/// How well the feed covers an organisation, as it was counted last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coverage {
    pub(crate) measured_at: Timestamp,
    pub(crate) people: i64,
    pub(crate) covered: i64,
    pub(crate) fed_at: Timestamp,
}

impl Coverage {
    /// Whether it is enough to delete anybody by, and was counted and fed since.
    pub(crate) fn suffices(&self, percent: i64, since: Timestamp) -> bool {
        self.people > 0
            && self.covered * 100 >= percent * self.people
            && self.measured_at >= since
            && self.fed_at >= since
    }
}

/// Reads the last count.
pub(crate) async fn coverage(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Coverage>, Fault> {
    let sql = "SELECT measured_at, people, covered, fed_at FROM activity_coverage WHERE organisation = $1";
    let row = reader.row(sql, &vals![organisation]).await?;
    row.map(|row| {
        Ok(Coverage {
            measured_at: row.time(0)?,
            people: row.int(1)?,
            covered: row.int(2)?,
            fed_at: row.time(3)?,
        })
    })
    .transpose()
}

/// Counts how well the feed covers an organisation now.
pub(crate) async fn measure(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Coverage, Fault> {
    let fresh = now.plus_days(-reader.dated(&FEED_FRESH_DAYS, Some(organisation), now).await?);
    let people = reader
        .number(
            "SELECT COUNT(*) FROM account WHERE organisation = $1 AND state = 'active' AND kind = 'user'",
            &vals![organisation],
        )
        .await?;
    let sql = "SELECT COUNT(*), CAST(COALESCE(MAX(s.fed_at), 0) AS BIGINT) FROM activity_seen s JOIN account a ON a.id = s.account \
               WHERE s.organisation = $1 AND s.fed_at >= $2 AND a.organisation = $1 AND a.state = 'active' AND a.kind = 'user'";
    let row = reader.row(sql, &vals![organisation, fresh]).await?;
    let (covered, fed_at) = match row {
        Some(row) => (row.int(0)?, row.time(1)?),
        None => (0, Timestamp::from_micros(0)),
    };
    Ok(Coverage { measured_at: now, people, covered, fed_at })
}

/// Keeps a count, and how far the day's look has come.
pub(crate) async fn keep_coverage(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    coverage: &Coverage,
) -> Result<()> {
    let params = vals![
        organisation,
        coverage.measured_at,
        coverage.people,
        coverage.covered,
        coverage.fed_at
    ];
    tx.exec(
        "INSERT INTO activity_coverage (organisation, measured_at, people, covered, fed_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (organisation) DO UPDATE SET measured_at = excluded.measured_at, people = excluded.people, \
         covered = excluded.covered, fed_at = excluded.fed_at",
        &params,
    )
    .await?;
    Ok(())
}

/// How far the day's look at inactive accounts has come: the day, and the last organisation.
pub(crate) async fn cursor(reader: &mut Reader) -> Result<Option<(i64, OrganisationId)>, Fault> {
    let row = reader.row("SELECT day, organisation FROM clock_cursor WHERE one = 1", &[]).await?;
    row.map(|row| Ok((row.int(0)?, OrganisationId(row.id(1)?)))).transpose()
}

/// Keeps how far it has come.
pub(crate) async fn keep_cursor(
    tx: &mut WriteTx,
    day: i64,
    organisation: OrganisationId,
) -> Result<()> {
    tx.exec(
        "INSERT INTO clock_cursor (one, day, organisation) VALUES (1, $1, $2) \
         ON CONFLICT (one) DO UPDATE SET day = excluded.day, organisation = excluded.organisation",
        &vals![day, organisation],
    )
    .await?;
    Ok(())
}

/// The next organisation of which the feed has spoken.
pub(crate) async fn next_fed(
    reader: &mut Reader,
    after: OrganisationId,
) -> Result<Option<OrganisationId>, Fault> {
    let sql = "SELECT organisation FROM activity_seen WHERE organisation > $1 ORDER BY organisation LIMIT 1";
    let row = reader.row(sql, &vals![after]).await?;
    row.map(|row| row.id(0).map(OrganisationId)).transpose()
}

/// When the feed last spoke of an account.
pub(crate) async fn fed_at(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT fed_at FROM activity_seen WHERE account = $1";
    reader.row(sql, &vals![account]).await?.map(|row| row.time(0)).transpose()
}

/// Where an account belongs that is not erased.
pub(crate) async fn place_of_kept(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<OrganisationId>, Fault> {
    let sql = "SELECT organisation FROM account WHERE id = $1 AND state <> 'erased'";
    let row = reader.row(sql, &vals![account]).await?;
    row.map(|row| row.id(0).map(OrganisationId)).transpose()
}

/// Notes that the feed spoke of an account.
pub(crate) async fn note_fed(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    organisation: OrganisationId,
) -> Result<()> {
    tx.exec(
        "INSERT INTO activity_seen (account, organisation, fed_at, version, act) VALUES ($1, $2, $3, 1, $4) \
         ON CONFLICT (account) DO UPDATE SET organisation = excluded.organisation, fed_at = excluded.fed_at, \
         version = activity_seen.version + 1, act = excluded.act",
        &vals![account, organisation, call.now, call.act],
    )
    .await?;
    Ok(())
}

/// Notes activity of an account, if it is later than what is known. It is no edit, so the version stays.
pub(crate) async fn note_activity(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    at: Timestamp,
) -> Result<bool> {
    let sql = "UPDATE account SET last_activity_at = $2, active_from = CASE WHEN active_from < $2 THEN $2 ELSE active_from END, act = $3 \
               WHERE id = $1 AND (last_activity_at IS NULL OR last_activity_at < $2)";
    Ok(tx.exec(sql, &vals![account, at, call.act]).await? == 1)
}

/// Takes the row of an account if nothing was heard of it since it was read: activity is noted without a version.
pub(crate) async fn is_still_quiet(
    tx: &mut WriteTx,
    call: &Call,
    account: &Account,
) -> Result<bool> {
    let sql = "UPDATE account SET act = $3 WHERE id = $1 AND active_from = $2";
    Ok(tx.exec(sql, &vals![account.id, account.active_from, call.act]).await? == 1)
}

/// Takes the row of an account if nobody changed it since it was read, and changes nothing about it.
pub(crate) async fn take_row(
    tx: &mut WriteTx,
    call: &Call,
    account: &Account,
) -> Result<bool, Fault> {
    let sql = "UPDATE account SET act = $3 WHERE id = $1 AND version = $2";
    Ok(tx.exec(sql, &vals![account.id, account.version, call.act]).await? == 1)
}

/// Notes that something about an account could not be done and is not tried again before then.
pub(crate) async fn wait(tx: &mut WriteTx, account: AccountId, until: Timestamp) -> Result<()> {
    tx.exec(
        "INSERT INTO clock_wait (account, until) VALUES ($1, $2) ON CONFLICT (account) DO UPDATE SET until = excluded.until",
        &vals![account, until],
    )
    .await?;
    Ok(())
}

/// Whether there are waits that are over.
pub(crate) async fn has_waits(reader: &mut Reader, now: Timestamp) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM clock_wait WHERE until <= $1 LIMIT 1";
    Ok(reader.row(sql, &vals![now]).await?.is_some())
}

/// Forgets waits that are over.
pub(crate) async fn forget_waits(tx: &mut WriteTx, now: Timestamp) -> Result<()> {
    tx.exec("DELETE FROM clock_wait WHERE until <= $1", &vals![now]).await?;
    Ok(())
}

/// Leavers of an organisation by their day, after a place.
pub(crate) async fn leavers(
    reader: &mut Reader,
    sight: &kernel::authority::Sight,
    organisation: OrganisationId,
    after: Place,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = vals![organisation, after.0, after.1, limit].to_vec();
    let clause = sight.organisations_clause("a.organisation", &mut params);
    let columns = super::accounts::COLUMNS;
    let sql = format!(
        "SELECT {columns} FROM account a WHERE a.organisation = $1 AND a.leaver IS NOT NULL AND a.state IN ('active', 'disabled') \
         AND (a.leaves_at, a.id) > ($2, $3) AND {clause} ORDER BY a.leaves_at, a.id LIMIT $4"
    );
    reader.rows(&sql, &params).await?.iter().map(super::accounts::read).collect()
}

/// People of an organisation whose first day is to come, by that day, after a place.
pub(crate) async fn starters(
    reader: &mut Reader,
    sight: &kernel::authority::Sight,
    organisation: OrganisationId,
    after: Place,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = vals![organisation, after.0, after.1, limit].to_vec();
    let clause = sight.organisations_clause("a.organisation", &mut params);
    let columns = super::accounts::COLUMNS;
    let sql = format!(
        "SELECT {columns} FROM account a WHERE a.organisation = $1 AND a.state = 'starting' \
         AND (a.starts_at, a.id) > ($2, $3) AND {clause} ORDER BY a.starts_at, a.id LIMIT $4"
    );
    reader.rows(&sql, &params).await?.iter().map(super::accounts::read).collect()
}

/// Leavers who can be claimed, found by a whole address.
pub(crate) async fn leaver_at(reader: &mut Reader, key: &str) -> Result<Option<AccountId>, Fault> {
    let sql = "SELECT d.account FROM address d JOIN account a ON a.id = d.account \
               WHERE d.key = $1 AND d.kind <> 'withheld' AND a.leaver = 'moves' AND a.kind = 'user'";
    reader.row(sql, &vals![key]).await?.map(|row| row.id(0).map(AccountId)).transpose()
}

/// Leavers who can be claimed, found by a whole staff number; two of them are as good as none.
pub(crate) async fn leavers_numbered(
    reader: &mut Reader,
    token: &str,
    number: &str,
) -> Result<Vec<AccountId>, Fault> {
    let sql = "SELECT a.id FROM account_token t JOIN account a ON a.id = t.account \
               WHERE t.source = 'staff' AND t.token = $1 AND a.staff_number = $2 AND a.leaver = 'moves' AND a.kind = 'user' ORDER BY a.id LIMIT 2";
    let rows = reader.rows(sql, &vals![token, number]).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}
