//! The lines.

use std::fmt::Write as _;

use uuid::Uuid;

use super::Aspect;
use crate::authority::{Role, Sight};
use crate::clock::Timestamp;
use crate::db::{Reader, Row, Val, WriteTx};
use crate::ids::{AccountId, GrantId, OrganisationId};
use crate::refusal::Fault;
use crate::vals;

/// A quarter of an hour in microseconds.
const QUARTER: i64 = 15 * 60 * 1_000_000;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// Its key.
    pub id: Uuid,
    /// Whose records.
    pub organisation: OrganisationId,
    /// The person or account, if it was one's.
    pub account: Option<AccountId>,
    /// Who looked.
    pub actor: AccountId,
    /// At what.
    pub aspect: Aspect,
    /// Through which role.
    pub role: Role,
    /// The grant by which they held it; it says why.
    pub held_by: GrantId,
    /// The first query of the look.
    pub query: String,
    /// When it began.
    pub at: Timestamp,
}

impl Look {
    fn quarter(&self) -> i64 {
        self.at.micros().div_euclid(QUARTER)
    }

    fn account_key(&self) -> Uuid {
        self.account.map_or(Uuid::nil(), |account| account.0)
    }
}

/// Which lines are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct LookFilter {
    /// Through this role only.
    pub role: Option<Role>,
    /// At this only.
    pub aspect: Option<Aspect>,
}

const COLUMNS: &str = "id, organisation, account, actor, aspect, role, held_by, query, at";

fn read(row: &Row) -> Result<Look, Fault> {
    let (aspect, role) = (row.text(4)?, row.text(5)?);
    let account = row.id(2)?;
    Ok(Look {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        account: (!account.is_nil()).then_some(AccountId(account)),
        actor: AccountId(row.id(3)?),
        aspect: Aspect::named(&aspect)
            .ok_or_else(|| Fault::defect(format!("reading a look at {aspect}")))?,
        role: Role::named(&role)
            .ok_or_else(|| Fault::defect(format!("reading a look by the unknown role {role}")))?,
        held_by: GrantId(row.id(6)?),
        query: row.text(7)?,
        at: row.time(8)?,
    })
}

/// Whether there is a line for the same look in the same quarter of an hour.
pub(super) async fn is_kept(reader: &mut Reader, look: &Look) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM look WHERE organisation = $1 AND account = $2 AND actor = $3 AND aspect = $4 AND quarter = $5";
    let params = vals![
        look.organisation,
        look.account_key(),
        look.actor,
        look.aspect.name(),
        look.quarter()
    ];
    Ok(reader.row(sql, &params).await?.is_some())
}

/// Keeps a line, unless there is one for the same look.
pub(super) async fn keep(tx: &mut WriteTx, look: &Look) -> Result<(), Fault> {
    let sql = "INSERT INTO look (id, organisation, account, actor, aspect, quarter, role, held_by, query, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
               ON CONFLICT (organisation, account, actor, aspect, quarter) DO NOTHING";
    let params = vals![
        look.id,
        look.organisation,
        look.account_key(),
        look.actor,
        look.aspect.name(),
        look.quarter(),
        look.role.name(),
        look.held_by,
        look.query.as_str(),
        look.at
    ];
    tx.exec(sql, &params).await.map(drop)
}

async fn page(
    reader: &mut Reader,
    mut conditions: String,
    mut params: Vec<Val>,
    filter: LookFilter,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    let wanted =
        [("role", filter.role.map(Role::name)), ("aspect", filter.aspect.map(Aspect::name))];
    for (column, value) in wanted {
        if let Some(value) = value {
            params.push(value.into());
            let _ = write!(conditions, " AND {column} = ${}", params.len());
        }
    }
    if let Some((at, id)) = after {
        params.extend([at.into(), id.into()]);
        let last = params.len();
        let _ = write!(conditions, " AND (at, id) < (${}, ${last})", last - 1);
    }
    params.push(limit.into());
    let sql = format!(
        "SELECT {COLUMNS} FROM look WHERE {conditions} ORDER BY at DESC, id DESC LIMIT ${}",
        params.len()
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Looks at the records of an organisation that is seen, newest first, after a place.
pub async fn looks_in(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    filter: LookFilter,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("organisation", &mut params);
    let conditions = format!("organisation = $1 AND {seen}");
    page(reader, conditions, params, filter, after, limit).await
}

/// Looks at one's own record, newest first, after a place.
pub async fn looks_at(
    reader: &mut Reader,
    sight: &Sight,
    after: Option<(Timestamp, Uuid)>,
    limit: i64,
) -> Result<Vec<Look>, Fault> {
    let Some(own) = sight.own() else { return Ok(Vec::new()) };
    let params = vals![own].to_vec();
    page(reader, "account = $1".to_owned(), params, LookFilter::default(), after, limit).await
}

/// Drops some of the lines that are older than a moment, and says how many.
pub async fn forget_looks(tx: &mut WriteTx, before: Timestamp, limit: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM look WHERE id IN (SELECT l.id FROM look l WHERE l.at < $1 ORDER BY l.at, l.id LIMIT $2)";
    tx.exec(sql, &vals![before, limit]).await
}
