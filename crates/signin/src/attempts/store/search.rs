//! How the log of sign-ins is read: the lines of one account, and those of an organisation that are searched for. Each statement is a
//! range of an index that begins with the account or the organisation.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val};
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::attempts::model::Risk;
use crate::attempts::queries::{LogLine, LoggedAttempt};
use crate::attempts::{Factor, Outcome};

/// What is shown of a line.
const SHOWN: &str =
    "id, at, peer, outcome, reason, device, place, factor, risk, application, application_name";

/// Which lines of an account are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::attempts) enum Where {
    /// Those to sign in here.
    Here,
    /// Those to go to an application as well.
    Anywhere,
}

/// Attempts on one account since a moment, the latest first, from before a key on.
pub(in crate::attempts) async fn attempts(
    reader: &mut Reader,
    account: AccountId,
    (since, before): (Timestamp, Option<Uuid>),
    here: Where,
    limit: i64,
) -> Result<Vec<LoggedAttempt>, Fault> {
    let mut params: Vec<Val> = vals![account, limit, since].to_vec();
    let mut clause = String::new();
    if let Some(before) = before {
        params.push(before.into());
        clause.push_str(" AND id < $4");
    }
    if here == Where::Here {
        clause.push_str(" AND application = ''");
    }
    let sql = format!(
        "SELECT {SHOWN} FROM sign_in_log WHERE account = $1 AND at >= $3{clause} ORDER BY id DESC LIMIT $2"
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
    /// Those to enter this application only.
    pub(in crate::attempts) application: Option<Uuid>,
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
/// what is read does not grow with the log; the two are merged here. Those of one person are a range as they are.
pub(in crate::attempts) async fn search(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
) -> Result<Vec<LogLine>, Fault> {
    let ranges: &[Option<Outcome>] = match (wanted.outcome, wanted.account) {
        (Some(_), _) | (None, Some(_)) => &[wanted.outcome],
        (None, None) => &[Some(Outcome::Accepted), Some(Outcome::Refused)],
    };
    let mut found = Vec::new();
    for outcome in ranges {
        found.extend(range(reader, wanted, *outcome).await?);
    }
    found.sort_unstable_by_key(|line| std::cmp::Reverse(line.attempt.id));
    found.truncate(usize::try_from(wanted.limit).unwrap_or(usize::MAX));
    Ok(found)
}

async fn range(
    reader: &mut Reader,
    wanted: &Wanted<'_>,
    outcome: Option<Outcome>,
) -> Result<Vec<LogLine>, Fault> {
    let (sql, params) = statement(wanted, outcome);
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| Ok(LogLine { attempt: read(row)?, account: AccountId(row.id(11)?) }))
        .collect()
}

/// The statement of one range, and what it is given.
pub(in crate::attempts) fn statement(
    wanted: &Wanted<'_>,
    outcome: Option<Outcome>,
) -> (String, Vec<Val>) {
    let mut params: Vec<Val> = vals![wanted.organisation, wanted.limit].to_vec();
    // A person's lines are few. Said so, no planner takes the many of their organisation, in which theirs may lie far apart.
    let is_of_one = wanted.account.is_some();
    let equals = |column: &str, number: usize| match is_of_one {
        true => format!("COALESCE({column} = ${number}, FALSE)"),
        false => format!("{column} = ${number}"),
    };
    let mut clauses = equals("organisation", 1);
    if let Some(outcome) = outcome {
        params.push(outcome.name().into());
        clauses.push_str(&format!(" AND {}", equals("outcome", params.len())));
    }
    if wanted.unusual {
        // Few lines, of an index of their own.
        clauses.push_str(" AND risk <> ''");
    }
    if wanted.application.is_some() {
        // The index holds those lines only, which no value that is filled in later tells.
        clauses.push_str(" AND application <> ''");
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
    if let Some(application) = wanted.application {
        and("application =", application.to_string().into());
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
        "SELECT {SHOWN}, account FROM sign_in_log WHERE {clauses} ORDER BY id DESC LIMIT $2"
    );
    (sql, params)
}

/// The applications that people of an organisation went to, each with one of its names, as far as there are not more than so many.
/// Each is one step in an index, however long the log is.
pub(in crate::attempts) async fn applications(
    reader: &mut Reader,
    organisation: OrganisationId,
    most: usize,
) -> Result<Vec<(Uuid, String)>, Fault> {
    let sql = APPLICATION_AFTER;
    let (mut found, mut after) = (Vec::new(), String::new());
    while found.len() < most {
        let row = reader.row(sql, &vals![organisation, after.as_str()]).await?;
        let Some(row) = row else { break };
        after = row.text(0)?;
        if let Ok(application) = after.parse() {
            found.push((application, row.text(1)?));
        }
    }
    Ok(found)
}

/// The next application of an organisation's lines, in the order of their keys.
pub(in crate::attempts) const APPLICATION_AFTER: &str = "SELECT application, application_name FROM sign_in_log \
    WHERE organisation = $1 AND application <> '' AND application > $2 ORDER BY organisation, application LIMIT 1";

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
        application: row.text(9)?.parse().ok(),
        application_name: row.text(10)?,
    })
}
