//! Organisations that come to a day, or have waited for long.

use facts::directory::{JoiningClock, JoiningDue};
use kernel::db::{Reader, Val};
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use uuid::Uuid;

use crate::joining::model::date_of;
use crate::organisations::standing::day_of;

/// Which organisations come to a day, or have waited for long, in the order of their keys.
pub(crate) async fn due(
    reader: &mut Reader,
    asked: JoiningDue,
) -> Result<Vec<OrganisationId>, Fault> {
    let (condition, by): (&str, Val) = match asked.clock {
        JoiningClock::Closing => {
            ("stage = 'closing' AND closing_day <= $1", date_of(asked.by).to_string().into())
        }
        JoiningClock::Check => (
            "lapses_on IS NOT NULL AND lapses_on <= $1 AND stage IN ('open', 'closing')",
            day_of(asked.by).into(),
        ),
        JoiningClock::Waiting => (
            "stage IN ('applied', 'opening', 'closing') AND turn <> 'nobody' AND since <= $1",
            asked.by.into(),
        ),
    };
    let after = asked.after.map_or(Uuid::nil(), |after| after.0);
    let sql = format!(
        "SELECT organisation FROM joining_case WHERE {condition} AND organisation > $2 ORDER BY organisation LIMIT $3"
    );
    let rows = reader.rows(&sql, &[by, after.into(), asked.limit.into()]).await?;
    rows.iter().map(|row| Ok(OrganisationId(row.id(0)?))).collect()
}
