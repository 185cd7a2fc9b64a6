//! The table of banners.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::{Banner, Level};

const COLUMNS: &str = "b.id, b.organisation, b.level, b.words, b.shows_outside, b.starts_at, b.ends_at, b.made_by, b.version";

/// The place of banners for everybody.
fn place(organisation: Option<OrganisationId>) -> OrganisationId {
    organisation.unwrap_or(OrganisationId(Uuid::nil()))
}

fn read(row: &Row) -> Result<Banner, Fault> {
    let level = row.text(2)?;
    Ok(Banner {
        id: row.id(0)?,
        organisation: Some(row.id(1)?).filter(|key| !key.is_nil()).map(OrganisationId),
        level: Level::named(&level)
            .ok_or_else(|| Fault::defect(format!("reading a banner of the level {level}")))?,
        words: row.text(3)?,
        shows_outside: row.int(4)? == 1,
        starts_at: row.time(5)?,
        ends_at: row.time(6)?,
        made_by: row.text(7)?,
        version: row.int(8)?,
    })
}

/// One banner.
pub(super) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Banner>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM banner b WHERE b.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// How many of a place are up or to come.
pub(super) async fn count_live(
    reader: &mut Reader,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM banner WHERE organisation = $1 AND ends_at > $2";
    reader.number(sql, &vals![place(organisation), now]).await
}

/// What is up now for everybody, and of one organisation; the one that ends last first.
pub(super) async fn live(
    reader: &mut Reader,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<Vec<Banner>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM banner b WHERE b.organisation IN ($1, $2) AND b.ends_at > $3 AND b.starts_at <= $3 ORDER BY b.ends_at DESC, b.id LIMIT 50"
    );
    let params = vals![place(None), place(organisation), now];
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// The banners of a place in sight, the last to end first; at most so many.
pub(super) async fn of_place(
    reader: &mut Reader,
    sight: &Sight,
    organisation: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<Banner>, Fault> {
    let mut params: Vec<Val> = vals![place(organisation)].to_vec();
    let seen = sight.organisations_clause("b.organisation", &mut params);
    params.push(limit.into());
    let sql = format!(
        "SELECT {COLUMNS} FROM banner b WHERE b.organisation = $1 AND {seen} ORDER BY b.ends_at DESC, b.id DESC LIMIT ${}",
        params.len()
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Puts one up.
pub(super) async fn insert(tx: &mut WriteTx, banner: &Banner, call: &Call) -> Result<(), Fault> {
    let params = vals![
        banner.id,
        place(banner.organisation),
        banner.level.name(),
        banner.words.as_str(),
        i64::from(banner.shows_outside),
        banner.starts_at,
        banner.ends_at,
        banner.made_by.as_str(),
        banner.version,
        call.act
    ];
    let sql = "INSERT INTO banner (id, organisation, level, words, shows_outside, starts_at, ends_at, made_by, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tx.exec(sql, &params).await?;
    tx.subject("banner", banner.id, banner.version);
    for (attribute, value) in [
        ("level", Val::from(banner.level.name())),
        ("words", banner.words.as_str().into()),
        ("shows_outside", i64::from(banner.shows_outside).into()),
        ("starts_at", banner.starts_at.into()),
        ("ends_at", banner.ends_at.into()),
    ] {
        tx.effect("banner", banner.id, attribute, Val::Null, value);
    }
    Ok(())
}

/// Takes one down over the version it was read in; whether nobody else did meanwhile.
pub(super) async fn end(tx: &mut WriteTx, banner: &Banner, call: &Call) -> Result<bool, Fault> {
    let sql = "UPDATE banner SET ends_at = $2, version = version + 1, act = $3 WHERE id = $1 AND version = $4";
    let params = vals![banner.id, call.now, call.act, banner.version];
    let is_ours = tx.exec(sql, &params).await? == 1;
    if is_ours {
        tx.subject("banner", banner.id, banner.version + 1);
        tx.effect("banner", banner.id, "ends_at", banner.ends_at, call.now);
    }
    Ok(is_ours)
}
