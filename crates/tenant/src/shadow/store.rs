//! The rows of accounts in the tenant, of the switch, and of the connection. All SQL of the context is here.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{AccountId, ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::messages::Problem;
use super::model::{Object, State, Switch};

/// Counts go no further; beyond, "more than" is said.
pub(crate) const COUNTED: i64 = 1000;
/// Seconds after which a job that should have run is taken for lost and put in again.
const LOST_AFTER: i64 = 3600;

const COLUMNS: &str = "t.account, t.organisation, t.tenant_id, t.desired_hash, t.state, t.confirmed_hash, t.confirmed_at, t.saved_at, t.sent_at, t.problem_code, t.problem, t.tries";

fn object(row: &Row) -> Result<Object, Fault> {
    Ok(Object {
        account: AccountId(row.id(0)?),
        organisation: OrganisationId(row.id(1)?),
        tenant_id: row.text_or_none(2)?,
        desired_hash: row.bytes(3)?,
        state: State::named(&row.text(4)?)?,
        // A hash is never empty, so reading nothing as no bytes loses nothing.
        confirmed_hash: if row.int(12)? == 1 { Some(row.bytes(5)?) } else { None },
        confirmed_at: row.time_or_none(6)?,
        saved_at: row.time(7)?,
        sent_at: row.time_or_none(8)?,
        problem_code: row.text_or_none(9)?,
        problem: row.text_or_none(10)?,
        tries: row.int(11)?,
    })
}

fn select(rest: &str) -> String {
    let has_hash = "CASE WHEN t.confirmed_hash IS NULL THEN 0 ELSE 1 END";
    format!("SELECT {COLUMNS}, CAST({has_hash} AS BIGINT) FROM tenant_object t {rest}")
}

/// The row of an account.
pub(crate) async fn find(reader: &mut Reader, account: AccountId) -> Result<Option<Object>, Fault> {
    let row = reader.row(&select("WHERE t.account = $1"), &vals![account]).await?;
    row.as_ref().map(object).transpose()
}

/// The account behind a key of the tenant.
pub(crate) async fn with_tenant_id(
    reader: &mut Reader,
    tenant_id: &str,
) -> Result<Option<Object>, Fault> {
    let row = reader.row(&select("WHERE t.tenant_id = $1 LIMIT 1"), &vals![tenant_id]).await?;
    row.as_ref().map(object).transpose()
}

/// A page of all rows, by account.
pub(crate) async fn page(
    reader: &mut Reader,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<Object>, Fault> {
    let after = after.map_or(Uuid::nil(), |account| account.0);
    let sql = select("WHERE t.account > $1 ORDER BY t.account LIMIT $2");
    reader.rows(&sql, &vals![after, limit]).await?.iter().map(object).collect()
}

/// A page of what is not live, by account.
pub(crate) async fn open_after(
    reader: &mut Reader,
    after: Option<AccountId>,
    limit: i64,
) -> Result<Vec<AccountId>, Fault> {
    let after = after.map_or(Uuid::nil(), |account| account.0);
    let sql = "SELECT account FROM tenant_object WHERE account > $1 AND is_open = 1 ORDER BY account LIMIT $2";
    let rows = reader.rows(sql, &vals![after, limit]).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// A page of what is not live in an organisation, oldest first; `after` is the last row of the page before.
pub(crate) async fn open_page(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    after: Option<(Timestamp, AccountId)>,
    limit: i64,
) -> Result<Vec<Object>, Fault> {
    let (time, account) = after.unwrap_or((Timestamp::from_micros(0), AccountId(Uuid::nil())));
    let mut params = vals![organisation, time, account, limit].to_vec();
    let seen = sight.organisations_clause("t.organisation", &mut params);
    let sql = select(&format!(
        "WHERE t.organisation = $1 AND t.is_open = 1 AND (t.saved_at > $2 OR (t.saved_at = $2 AND t.account > $3)) AND {seen} ORDER BY t.saved_at, t.account LIMIT $4"
    ));
    reader.rows(&sql, &params).await?.iter().map(object).collect()
}

/// How many accounts in sight are in a state on the way, up to [`COUNTED`] and one more, and since when the oldest is.
pub(crate) async fn tally(
    reader: &mut Reader,
    sight: &Sight,
    organisation: Option<OrganisationId>,
    state: State,
) -> Result<(i64, Option<Timestamp>), Fault> {
    let mut params = vals![state.name(), COUNTED + 1].to_vec();
    let mut seen = sight.organisations_clause("t.organisation", &mut params);
    if let Some(organisation) = organisation {
        params.push(organisation.into());
        seen = format!("{seen} AND t.organisation = ${}", params.len());
    }
    let sql = format!(
        "SELECT COUNT(*), MIN(oldest.saved_at) FROM (SELECT t.saved_at FROM tenant_object t WHERE t.state = $1 AND t.is_open = 1 AND {seen} ORDER BY t.saved_at LIMIT $2) oldest"
    );
    match reader.row(&sql, &params).await? {
        Some(row) => Ok((row.int(0)?, row.time_or_none(1)?)),
        None => Ok((0, None)),
    }
}

/// A wish to note.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) account: AccountId,
    pub(crate) organisation: OrganisationId,
    pub(crate) hash: Vec<u8>,
    /// Whether the tenant must be asked again even if it was seen to show this wish.
    pub(crate) is_doubted: bool,
    /// What people are told while it waits.
    pub(crate) problem: Option<Problem>,
}

/// Notes that an account should look as this wish says. An account that waited already keeps its place.
pub(crate) async fn note(tx: &mut WriteTx, wish: &Wish, now: Timestamp) -> Result<(), Fault> {
    let (code, words) = problem(wish.problem);
    let params = vals![wish.account, wish.organisation, wish.hash.as_slice(), now, code, words];
    tx.exec(
        "INSERT INTO tenant_object (account, organisation, desired_hash, state, is_open, saved_at, problem_code, problem, tries, queued_for) \
         VALUES ($1, $2, $3, 'waiting', 1, $4, $5, $6, 0, 0) \
         ON CONFLICT (account) DO UPDATE SET organisation = excluded.organisation, desired_hash = excluded.desired_hash, state = 'waiting', is_open = 1, \
         saved_at = CASE WHEN tenant_object.state = 'confirmed' OR tenant_object.state = 'refused' THEN excluded.saved_at ELSE tenant_object.saved_at END, \
         problem_code = excluded.problem_code, problem = excluded.problem, tries = 0",
        &params,
    )
    .await?;
    if wish.is_doubted {
        let sql = "UPDATE tenant_object SET confirmed_hash = NULL WHERE account = $1";
        tx.exec(sql, &vals![wish.account]).await?;
    }
    Ok(())
}

/// Notes that a job is due, unless one is due by then already; says whether it has to be put in.
pub(crate) async fn claim_place(
    tx: &mut WriteTx,
    account: AccountId,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<bool, Fault> {
    let lost = now.plus_seconds(-LOST_AFTER);
    let sql = "UPDATE tenant_object SET queued_for = $2 WHERE account = $1 AND (queued_for = 0 OR queued_for > $2 OR queued_for < $3)";
    Ok(tx.exec(sql, &vals![account, due_at, lost]).await? == 1)
}

/// Notes that sending begins. From here on nothing is known of the tenant until it is read back.
pub(crate) async fn begin(tx: &mut WriteTx, wish: &Wish, now: Timestamp) -> Result<(), Fault> {
    let params = vals![wish.account, wish.organisation, wish.hash.as_slice(), now];
    let sql = "UPDATE tenant_object SET organisation = $2, desired_hash = $3, saved_at = CASE WHEN is_open = 1 THEN saved_at ELSE $4 END, \
               state = 'sent', is_open = 1, sent_at = $4, tries = tries + 1, confirmed_hash = NULL, queued_for = 0 WHERE account = $1";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Notes that nothing needs to be sent: the tenant already shows the wish.
pub(crate) async fn stand(tx: &mut WriteTx, wish: &Wish) -> Result<(), Fault> {
    let params = vals![wish.account, wish.organisation, wish.hash.as_slice()];
    let sql = "UPDATE tenant_object SET organisation = $2, desired_hash = $3, state = 'confirmed', is_open = 0, problem_code = NULL, problem = NULL, tries = 0, queued_for = 0 \
               WHERE account = $1 AND confirmed_hash = $3";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// The job was told to stop before it began; what it was to do waits.
pub(crate) async fn give_place_back(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "UPDATE tenant_object SET queued_for = 0 WHERE account = $1 AND queued_for <> 0";
    tx.exec(sql, &vals![account]).await?;
    Ok(())
}

/// What came of sending a wish.
#[derive(Clone, Debug)]
pub(crate) enum Ending {
    /// Read back, and it is as it should be.
    Confirmed,
    /// It is not; tried again at this time.
    Open {
        /// Refused, or on its way still.
        state: State,
        /// Why.
        problem: Problem,
        /// What was seen, if it is known and differs.
        observed: Option<String>,
    },
}

/// Notes what came of sending a wish. A wish that changed meanwhile stays waiting.
pub(crate) async fn settle(
    tx: &mut WriteTx,
    wish: &Wish,
    tenant_id: Option<&str>,
    ending: &Ending,
    now: Timestamp,
) -> Result<(), Fault> {
    match ending {
        Ending::Confirmed => {
            let params = vals![wish.account, wish.hash.as_slice(), now, tenant_id];
            let sql = "UPDATE tenant_object SET confirmed_hash = $2, confirmed_at = $3, tenant_id = COALESCE($4, tenant_id), observed = NULL WHERE account = $1";
            tx.exec(sql, &params).await?;
            let sql = "UPDATE tenant_object SET state = 'confirmed', is_open = 0, problem_code = NULL, problem = NULL, tries = 0 WHERE account = $1 AND desired_hash = $2";
            tx.exec(sql, &vals![wish.account, wish.hash.as_slice()]).await?;
        }
        Ending::Open { state, problem, observed } => {
            let params = vals![wish.account, tenant_id, observed.as_deref()];
            let sql = "UPDATE tenant_object SET tenant_id = COALESCE($2, tenant_id), observed = $3 WHERE account = $1";
            tx.exec(sql, &params).await?;
            let params = vals![
                wish.account,
                wish.hash.as_slice(),
                state.name(),
                problem.code,
                problem.words
            ];
            let sql = "UPDATE tenant_object SET state = $3, is_open = 1, problem_code = $4, problem = $5 WHERE account = $1 AND desired_hash = $2";
            tx.exec(sql, &params).await?;
        }
    }
    Ok(())
}

fn problem(problem: Option<Problem>) -> (Option<&'static str>, Option<&'static str>) {
    (problem.map(|problem| problem.code), problem.map(|problem| problem.words))
}

/// The switch.
pub(crate) async fn switch(reader: &mut Reader) -> Result<Switch, Fault> {
    let sql = "SELECT paused, reason, since, version FROM tenant_switch WHERE one = 1";
    match reader.row(sql, &[]).await? {
        None => Ok(Switch::default()),
        Some(row) => Ok(Switch {
            is_paused: row.flag(0)?,
            reason: row.text(1)?,
            since: Some(row.time(2)?),
            version: row.int(3)?,
        }),
    }
}

/// Turns the switch; whether nobody else did meanwhile.
pub(crate) async fn turn(
    tx: &mut WriteTx,
    before: &Switch,
    after: &Switch,
    now: Timestamp,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![after.is_paused, after.reason.as_str(), now, before.version + 1, act];
    let changed = if before.version == 0 {
        tx.exec("INSERT INTO tenant_switch (one, paused, reason, since, version, act) VALUES (1, $1, $2, $3, $4, $5) ON CONFLICT (one) DO NOTHING", &params).await?
    } else {
        tx.exec("UPDATE tenant_switch SET paused = $1, reason = $2, since = $3, version = $4, act = $5 WHERE one = 1 AND version = $4 - 1", &params).await?
    };
    Ok(changed == 1)
}

/// The last trouble with the connection, while it lasts.
pub(crate) async fn trouble(reader: &mut Reader) -> Result<Option<(Timestamp, String)>, Fault> {
    let row = reader.row("SELECT at, words FROM tenant_trouble WHERE one = 1", &[]).await?;
    row.map(|row| Ok((row.time(0)?, row.text(1)?))).transpose()
}

/// Notes trouble with the connection.
pub(crate) async fn note_trouble(
    tx: &mut WriteTx,
    at: Timestamp,
    words: &str,
) -> Result<(), Fault> {
    let sql = "INSERT INTO tenant_trouble (one, at, words) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET at = excluded.at, words = excluded.words";
    tx.exec(sql, &vals![at, words]).await?;
    Ok(())
}

/// The connection works.
pub(crate) async fn clear_trouble(tx: &mut WriteTx) -> Result<(), Fault> {
    tx.exec("DELETE FROM tenant_trouble WHERE one = 1", &[]).await?;
    Ok(())
}

/// Where the import of changes goes on, and when a round last ended.
pub(crate) async fn import_link(
    reader: &mut Reader,
) -> Result<Option<(String, Option<Timestamp>)>, Fault> {
    let sql = "SELECT link, finished_at FROM tenant_import WHERE one = 1";
    let row = reader.row(sql, &[]).await?;
    row.map(|row| Ok((row.text(0)?, row.time_or_none(1)?))).transpose()
}

/// Keeps where the import of changes goes on; `finished` if a round has ended there.
pub(crate) async fn keep_import_link(
    tx: &mut WriteTx,
    link: &str,
    finished: Option<Timestamp>,
) -> Result<(), Fault> {
    let sql = "INSERT INTO tenant_import (one, link, finished_at) VALUES (1, $1, $2) ON CONFLICT (one) DO UPDATE SET link = excluded.link, finished_at = COALESCE(excluded.finished_at, tenant_import.finished_at)";
    tx.exec(sql, &vals![link, finished]).await?;
    Ok(())
}

/// Forgets where the import was; it begins with everybody.
pub(crate) async fn forget_import_link(tx: &mut WriteTx) -> Result<(), Fault> {
    tx.exec("DELETE FROM tenant_import WHERE one = 1", &[]).await?;
    Ok(())
}
