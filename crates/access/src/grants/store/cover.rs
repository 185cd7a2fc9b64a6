//! Who stands in for whom.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{AccountId, ActId, GrantId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::super::model::Period;

/// Covers of one account that are shown together; more than anybody arranges in a year.
const SHOWN: i64 = 100;
/// Covers of one role within a year.
const IN_A_YEAR: i64 = 400;

/// One arrangement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cover {
    pub(crate) id: Uuid,
    pub(crate) absent: AccountId,
    pub(crate) stand_in: AccountId,
    pub(crate) starts_at: Timestamp,
    pub(crate) ends_at: Timestamp,
    pub(crate) reason: String,
    pub(crate) version: i64,
}

const COLUMNS: &str = "c.id, c.absent, c.stand_in, c.starts_at, c.ends_at, c.reason, c.version";

fn read(row: &Row) -> Result<Cover, Fault> {
    Ok(Cover {
        id: row.id(0)?,
        absent: AccountId(row.id(1)?),
        stand_in: AccountId(row.id(2)?),
        starts_at: row.time(3)?,
        ends_at: row.time(4)?,
        reason: row.text(5)?,
        version: row.int(6)?,
    })
}

pub(crate) async fn insert_cover(tx: &mut WriteTx, cover: &Cover, act: ActId) -> Result<(), Fault> {
    let (starts_at, ends_at) = (cover.starts_at, cover.ends_at);
    let params = vals![
        cover.id,
        cover.absent,
        cover.stand_in,
        starts_at,
        ends_at,
        cover.reason.as_str(),
        cover.version,
        act
    ];
    let sql = "INSERT INTO cover (id, absent, stand_in, starts_at, ends_at, reason, version, act) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    tx.exec(sql, &params).await.map(drop)
}

pub(crate) async fn insert_cover_role(
    tx: &mut WriteTx,
    cover: Uuid,
    given: GrantId,
    covered: GrantId,
    period: Period,
    act: ActId,
) -> Result<(), Fault> {
    let params = vals![given, cover, covered, period.starts_at, period.ends_at, act];
    let sql = "INSERT INTO cover_role (cover_grant, cover, covered_grant, starts_at, ends_at, version, act) VALUES ($1, $2, $3, $4, $5, 1, $6)";
    tx.exec(sql, &params).await.map(drop)
}

/// One arrangement by its key.
pub(crate) async fn find_cover(reader: &mut Reader, id: Uuid) -> Result<Option<Cover>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM cover c WHERE c.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// The arrangement for which a grant was given, if it was given for one.
pub(crate) async fn cover_of(reader: &mut Reader, grant: GrantId) -> Result<Option<Cover>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM cover_role r JOIN cover c ON c.id = r.cover WHERE r.cover_grant = $1"
    );
    reader.row(&sql, &vals![grant]).await?.as_ref().map(read).transpose()
}

/// Arrangements that are not over, for somebody or by somebody, the next to end first.
pub(crate) async fn covers_with(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Cover>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM cover c WHERE (c.absent = $1 OR c.stand_in = $1) AND c.ends_at > $2 ORDER BY c.ends_at, c.id LIMIT $3"
    );
    reader.rows(&sql, &vals![account, now, SHOWN]).await?.iter().map(read).collect()
}

/// The grants of a cover, each with the one that it stands in for.
pub(crate) async fn roles_of(
    reader: &mut Reader,
    cover: Uuid,
) -> Result<Vec<(GrantId, GrantId)>, Fault> {
    let sql =
        "SELECT cover_grant, covered_grant FROM cover_role WHERE cover = $1 ORDER BY cover_grant";
    let rows = reader.rows(sql, &vals![cover]).await?;
    rows.iter().map(|row| Ok((GrantId(row.id(0)?), GrantId(row.id(1)?)))).collect()
}

/// When a grant was, is or will be stood in for, as far as it ends after a moment.
pub(crate) async fn periods_of(
    reader: &mut Reader,
    covered: GrantId,
    since: Timestamp,
) -> Result<Vec<Period>, Fault> {
    let sql = "SELECT starts_at, ends_at FROM cover_role WHERE covered_grant = $1 AND ends_at > $2 ORDER BY ends_at LIMIT $3";
    let rows = reader.rows(sql, &vals![covered, since, IN_A_YEAR]).await?;
    rows.iter().map(|row| Ok(Period { starts_at: row.time(0)?, ends_at: row.time(1)? })).collect()
}

/// The grants that stand in for a grant and are not over.
pub(crate) async fn standing_in(
    reader: &mut Reader,
    covered: GrantId,
    now: Timestamp,
) -> Result<Vec<GrantId>, Fault> {
    let sql = "SELECT cover_grant FROM cover_role WHERE covered_grant = $1 AND ends_at > $2 ORDER BY cover_grant";
    let rows = reader.rows(sql, &vals![covered, now]).await?;
    rows.iter().map(|row| row.id(0).map(GrantId)).collect()
}

/// Notes that a grant which stands in for another one ended before its day; nothing for any other grant.
pub(crate) async fn end_cover_role(
    tx: &mut WriteTx,
    grant: GrantId,
    at: Timestamp,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "UPDATE cover_role SET ends_at = $2, version = version + 1, act = $3 WHERE cover_grant = $1 AND ends_at > $2";
    tx.exec(sql, &vals![grant, at, act]).await.map(drop)
}

/// Ends an arrangement; its roles are ended apart.
pub(crate) async fn end_cover(
    tx: &mut WriteTx,
    cover: &Cover,
    at: Timestamp,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "UPDATE cover SET ends_at = $2, version = version + 1, act = $3 WHERE id = $1";
    tx.exec(sql, &vals![cover.id, at, act]).await.map(drop)
}

/// The grants that others were given to stand in for an account, whose reasons are not forgotten yet.
pub(crate) async fn given_to_cover(
    reader: &mut Reader,
    absent: AccountId,
) -> Result<Vec<GrantId>, Fault> {
    let sql = "SELECT r.cover_grant FROM cover c JOIN cover_role r ON r.cover = c.id WHERE c.absent = $1 AND c.reason <> '' ORDER BY r.cover_grant";
    let rows = reader.rows(sql, &vals![absent]).await?;
    rows.iter().map(|row| row.id(0).map(GrantId)).collect()
}

/// Drops why covers were arranged with which an erased account had to do.
pub(crate) async fn forget_covers(
    tx: &mut WriteTx,
    account: AccountId,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "UPDATE cover SET reason = '', version = version + 1, act = $2 WHERE (absent = $1 OR stand_in = $1) AND reason <> ''";
    tx.exec(sql, &vals![account, act]).await.map(drop)
}
