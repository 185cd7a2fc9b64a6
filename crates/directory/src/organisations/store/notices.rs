//! What the register changed of members: the notices, and the members that may need one.

use std::collections::HashMap;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{COLUMNS, filled, marks, named, read};
use crate::organisations::model::{Notice, NoticeKind, NoticeState, Organisation};

const NOTICE: &str = "n.organisation, n.kind, n.state, n.known, n.says, n.day, n.successors, n.noticed_at, \
    n.settled_at, n.version";

fn read_notice(row: &Row, from: usize) -> Result<Notice, Fault> {
    Ok(Notice {
        organisation: OrganisationId(row.id(from)?),
        kind: named(NoticeKind::named, row.text(from + 1)?)?,
        state: named(NoticeState::named, row.text(from + 2)?)?,
        known: row.text(from + 3)?,
        says: row.text(from + 4)?,
        day: row.int(from + 5)?,
        successors: row.text(from + 6)?.split_whitespace().map(str::to_owned).collect(),
        noticed_at: row.time(from + 7)?,
        settled_at: row.time_or_none(from + 8)?,
        version: row.int(from + 9)?,
    })
}

/// Which organisations are looked at for notices.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Watched {
    /// Members that the register has closed or renamed, or that have not been looked at.
    Changed,
    /// Whatever has a notice that is open or was dealt with.
    Noticed,
}

/// The next organisations to look at, by key.
pub(crate) async fn watched(
    reader: &mut Reader,
    which: Watched,
    today: i64,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Organisation>, Fault> {
    let (sql, params) = match which {
        Watched::Changed => (
            format!(
                "SELECT {COLUMNS} FROM organisation o LEFT JOIN register_notice n \
                 ON n.organisation = o.id AND n.kind = 'renamed' \
                 WHERE o.state IN ('open', 'closing') AND o.id > $1 AND (n.organisation IS NULL OR n.known <> o.name \
                 OR o.status = 'inactive' OR o.closed_on < $2 OR o.legal_closed_on < $2) ORDER BY o.id LIMIT $3"
            ),
            vals![after, today, limit].to_vec(),
        ),
        Watched::Noticed => (
            format!(
                "SELECT {COLUMNS} FROM organisation o WHERE o.id > $1 AND o.id IN (SELECT n.organisation \
                 FROM register_notice n WHERE n.state IN ('open', 'settled')) ORDER BY o.id LIMIT $2"
            ),
            vals![after, limit].to_vec(),
        ),
    };
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// The notices of these organisations.
pub(crate) async fn notices_of(
    reader: &mut Reader,
    organisations: impl Iterator<Item = OrganisationId>,
) -> Result<HashMap<(OrganisationId, NoticeKind), Notice>, Fault> {
    let params = filled(organisations.map(Val::from));
    if params.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT {NOTICE} FROM register_notice n WHERE n.organisation IN ({})",
        marks(0, params.len())
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| read_notice(row, 0).map(|found| ((found.organisation, found.kind), found)))
        .collect()
}

/// Saves a notice; says `false` if somebody else changed it since it was read.
pub(crate) async fn save_notice(
    tx: &mut WriteTx,
    notice: &Notice,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![
        notice.organisation,
        notice.kind.name(),
        notice.state.name(),
        &notice.known,
        &notice.says,
        notice.day,
        notice.successors.join(" "),
        notice.noticed_at,
        notice.settled_at,
        notice.version + 1,
        act
    ];
    let sql = format!(
        "INSERT INTO register_notice (organisation, kind, state, known, says, day, successors, noticed_at, settled_at, \
         version, act) VALUES ({}) ON CONFLICT (organisation, kind) DO UPDATE SET state = excluded.state, \
         known = excluded.known, says = excluded.says, day = excluded.day, successors = excluded.successors, \
         noticed_at = excluded.noticed_at, settled_at = excluded.settled_at, version = excluded.version, \
         act = excluded.act WHERE register_notice.version = excluded.version - 1",
        marks(0, 11)
    );
    Ok(tx.exec(&sql, &params).await? == 1)
}

/// Where a page of notices begins: after the one with this time, organisation and kind.
#[derive(Clone, Debug)]
pub(crate) struct AfterNotice {
    pub(crate) noticed_at: Timestamp,
    pub(crate) organisation: OrganisationId,
    pub(crate) kind: NoticeKind,
}

/// Open notices of organisations in sight, the oldest first; one more than asked for tells that there are more.
pub(crate) async fn open_notices(
    reader: &mut Reader,
    sight: &Sight,
    of: Option<OrganisationId>,
    after: Option<&AfterNotice>,
    limit: usize,
) -> Result<Vec<(Organisation, Notice)>, Fault> {
    let mut params = vals![NoticeState::Open.name()].to_vec();
    let mut conditions = vec!["n.state = $1".to_owned()];
    conditions.push(sight.organisations_clause("o.id", &mut params));
    if let Some(of) = of {
        params.push(of.into());
        conditions.push(format!("n.organisation = ${}", params.len()));
    }
    if let Some(after) = after {
        params.extend(vals![after.noticed_at, after.organisation, after.kind.name()]);
        let last = params.len();
        conditions.push(format!(
            "(n.noticed_at, n.organisation, n.kind) > (${}, ${}, ${last})",
            last - 2,
            last - 1
        ));
    }
    let sql = format!(
        "SELECT {COLUMNS}, {NOTICE} FROM register_notice n JOIN organisation o ON o.id = n.organisation WHERE {} \
         ORDER BY n.noticed_at, n.organisation, n.kind LIMIT {}",
        conditions.join(" AND "),
        limit + 1
    );
    let from = COLUMNS.split(',').count();
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| Ok((read(row)?, read_notice(row, from)?))).collect()
}
