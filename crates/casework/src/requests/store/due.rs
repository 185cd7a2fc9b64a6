//! What the service itself has to look at.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Which of the requests that wait for somebody are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quiet {
    /// All of them.
    Any,
    /// Those that can lapse.
    Undecided,
}

/// Requests that wait for somebody since that moment or longer and of which they were reminded so often: when each
/// began to wait, and its key, after one of them.
pub(crate) async fn quiet(
    reader: &mut Reader,
    which: Quiet,
    reminders: i64,
    until: Timestamp,
    after: (Timestamp, Uuid),
    limit: i64,
) -> Result<Vec<(Timestamp, Uuid)>, Fault> {
    let further = match which {
        Quiet::Any => "",
        Quiet::Undecided => " AND state <> 'approved'",
    };
    let sql = format!(
        "SELECT since, id FROM request WHERE state IN ('open', 'waiting', 'approved') AND reminders = $1 AND since <= $2 \
         AND (since > $3 OR (since = $3 AND id > $4)){further} ORDER BY since, id LIMIT $5"
    );
    let rows = reader.rows(&sql, &vals![reminders, until, after.0, after.1, limit]).await?;
    rows.iter().map(|row| Ok((row.time(0)?, row.id(1)?))).collect()
}

/// Requests that are being carried out, after a key.
pub(crate) async fn running(
    reader: &mut Reader,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Uuid>, Fault> {
    let sql = "SELECT id FROM request WHERE state = 'running' AND id > $1 ORDER BY id LIMIT $2";
    reader.rows(sql, &vals![after, limit]).await?.iter().map(|row| row.id(0)).collect()
}
