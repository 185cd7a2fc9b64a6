//! Members: reading one organisation, opening, changing, placing and closing it.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

use super::register::{RELATION_COLUMNS, read_relation};
use super::{COLUMNS, marks, read};
use crate::organisations::model::{Organisation, OrganisationState, Relation, Tier};

pub(crate) async fn by_id(
    reader: &mut Reader,
    id: OrganisationId,
) -> Result<Option<Organisation>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM organisation o WHERE o.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

pub(crate) async fn by_code(
    reader: &mut Reader,
    code: &str,
) -> Result<Option<Organisation>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM organisation o WHERE o.code = $1");
    reader.row(&sql, &vals![code]).await?.as_ref().map(read).transpose()
}

/// Open organisations, in order of their keys, after a key.
pub(crate) async fn open_after(
    reader: &mut Reader,
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<OrganisationId>, Fault> {
    let after = after.map_or(uuid::Uuid::nil(), |after| after.0);
    let sql = "SELECT id FROM organisation WHERE id > $1 AND state = $2 ORDER BY id LIMIT $3";
    let rows = reader.rows(sql, &vals![after, OrganisationState::Open.name(), limit]).await?;
    rows.iter().map(|row| row.id(0).map(OrganisationId)).collect()
}

/// The organisation if the actor may see its record.
pub(crate) async fn by_code_in_sight(
    reader: &mut Reader,
    sight: &Sight,
    code: &str,
) -> Result<Option<Organisation>, Fault> {
    let mut params = vals![code].to_vec();
    let seen = sight.organisations_clause("o.id", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM organisation o WHERE o.code = $1 AND {seen}");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// What the register says an organisation has to do with others; youngest beginning first.
pub(crate) async fn relations(
    reader: &mut Reader,
    id: OrganisationId,
) -> Result<Vec<(Relation, Option<String>)>, Fault> {
    let sql = format!(
        "SELECT {RELATION_COLUMNS}, o.name FROM organisation_relation r \
         LEFT JOIN organisation o ON o.code = r.other_code WHERE r.organisation = $1 \
         ORDER BY r.kind, r.as_of DESC, r.other_code LIMIT 100"
    );
    let rows = reader.rows(&sql, &vals![id]).await?;
    rows.iter().map(|row| Ok((read_relation(row)?, row.text_or_none(8)?))).collect()
}

/// What an organisation gets when it opens.
pub(crate) struct Opening<'a> {
    pub(crate) short_name: &'a str,
    pub(crate) tier: Tier,
    pub(crate) time_zone: &'a str,
    pub(crate) usage_location: &'a str,
}

/// Opens a record that has this version.
pub(crate) async fn open(
    tx: &mut WriteTx,
    organisation: &Organisation,
    opening: &Opening<'_>,
    now: Timestamp,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![
        organisation.id,
        OrganisationState::Open.name(),
        opening.short_name,
        opening.tier.name(),
        now,
        opening.time_zone,
        opening.usage_location,
        act,
        organisation.version
    ];
    let sql = "UPDATE organisation SET state = $2, short_name = $3, tier = $4, opened_at = $5, closed_at = NULL, \
        time_zone = $6, usage_location = $7, act = $8, version = version + 1 WHERE id = $1 AND version = $9";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Saves what administrators of an organisation keep, if it has the version it was read with.
pub(crate) async fn edit(
    tx: &mut WriteTx,
    changed: &Organisation,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![
        changed.id,
        changed.support_telephone.as_deref(),
        changed.support_hours.as_deref(),
        changed.time_zone.as_deref(),
        act,
        changed.version
    ];
    let sql = "UPDATE organisation SET support_telephone = $2, support_hours = $3, time_zone = $4, act = $5, \
        version = version + 1 WHERE id = $1 AND version = $6";
    Ok(tx.exec(sql, &params).await? == 1)
}

pub(crate) async fn set_parent(
    tx: &mut WriteTx,
    organisation: &Organisation,
    parent: Option<OrganisationId>,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![organisation.id, parent, act, organisation.version];
    let sql = "UPDATE organisation SET parent = $2, act = $3, version = version + 1 WHERE id = $1 AND version = $4";
    Ok(tx.exec(sql, &params).await? == 1)
}

pub(crate) async fn close(
    tx: &mut WriteTx,
    organisation: &Organisation,
    now: Timestamp,
    act: ActId,
) -> Result<bool, Fault> {
    let params =
        vals![organisation.id, OrganisationState::Closed.name(), now, act, organisation.version];
    let sql = "UPDATE organisation SET state = $2, closed_at = $3, act = $4, version = version + 1 \
        WHERE id = $1 AND version = $5";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Moves it to another state, if it has the version it was read with.
pub(crate) async fn set_state(
    tx: &mut WriteTx,
    organisation: &Organisation,
    state: OrganisationState,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![organisation.id, state.name(), act, organisation.version];
    let sql = "UPDATE organisation SET state = $2, act = $3, version = version + 1 WHERE id = $1 AND version = $4";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Saves it as it is, for what hangs on its row, if it has the version it was read with.
pub(crate) async fn save_again(
    tx: &mut WriteTx,
    organisation: &Organisation,
    act: ActId,
) -> Result<bool, Fault> {
    set_state(tx, organisation, organisation.state, act).await
}

/// Gives the short name to the organisation, unless another one has or had it.
pub(crate) async fn reserve_short_name(
    tx: &mut WriteTx,
    short_key: &str,
    organisation: OrganisationId,
    act: ActId,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO organisation_short_name (short_key, organisation, version, act) VALUES ($1, $2, 1, $3) \
        ON CONFLICT (short_key) DO NOTHING";
    if tx.exec(sql, &vals![short_key, organisation, act]).await? == 1 {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM organisation_short_name WHERE short_key = $1 AND organisation = $2";
    Ok(tx.row(sql, &vals![short_key, organisation]).await?.is_some())
}

/// Those of the short names that other organisations have or had.
pub(crate) async fn taken_short_names(
    reader: &mut Reader,
    keys: &[String],
    organisation: OrganisationId,
) -> Result<Vec<String>, Fault> {
    let mut params = vals![organisation].to_vec();
    params.extend(keys.iter().map(Into::into));
    let sql = format!(
        "SELECT short_key FROM organisation_short_name WHERE organisation <> $1 AND short_key IN ({})",
        marks(1, keys.len())
    );
    reader.rows(&sql, &params).await?.iter().map(|row| row.text(0)).collect()
}

/// Lets people and units into an organisation from now on.
pub(crate) async fn open_gate(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "INSERT INTO organisation_gate (organisation, is_open, version, act) VALUES ($1, 1, 1, $2) \
        ON CONFLICT (organisation) DO UPDATE SET is_open = 1, version = organisation_gate.version + 1, act = excluded.act";
    tx.exec(sql, &vals![organisation, act]).await?;
    Ok(())
}

/// Lets nobody in any more; waits for those who are just coming in.
pub(crate) async fn shut_gate(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    act: ActId,
) -> Result<(), Fault> {
    let sql = "UPDATE organisation_gate SET is_open = 0, version = version + 1, act = $2 WHERE organisation = $1";
    tx.exec(sql, &vals![organisation, act]).await?;
    Ok(())
}

/// Goes in, if the organisation is open.
pub(crate) async fn enter_gate(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    act: ActId,
) -> Result<bool, Fault> {
    let sql = "UPDATE organisation_gate SET version = version + 1, act = $2 WHERE organisation = $1 AND is_open = 1";
    Ok(tx.exec(sql, &vals![organisation, act]).await? == 1)
}
