//! Units of organisations.

use kernel::authority::Sight;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::organisations::model::Unit;

const COLUMNS: &str = "u.id, u.organisation, u.parent, u.name, u.name_key, u.version";

fn read(row: &Row) -> Result<Unit, Fault> {
    Ok(Unit {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        parent: row.id(2)?,
        name: row.text(3)?,
        name_key: row.text(4)?,
        version: row.int(5)?,
    })
}

pub(crate) async fn unit(reader: &mut Reader, id: Uuid) -> Result<Option<Unit>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM organisation_unit u WHERE u.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// The unit if the actor may see its organisation's record.
pub(crate) async fn unit_in_sight(
    reader: &mut Reader,
    sight: &Sight,
    id: Uuid,
) -> Result<Option<Unit>, Fault> {
    let mut params = vals![id].to_vec();
    let seen = sight.organisations_clause("u.organisation", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM organisation_unit u WHERE u.id = $1 AND {seen}");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// Units of an organisation in sight, by name; one more than asked for tells that there is a next page.
pub(crate) async fn units(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    after: Option<&Unit>,
    limit: usize,
) -> Result<Vec<Unit>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("u.organisation", &mut params);
    let mut later = String::new();
    if let Some(after) = after {
        params.extend(vals![&after.name_key, after.id]);
        later = format!("AND (u.name_key, u.id) > (${}, ${})", params.len() - 1, params.len());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM organisation_unit u WHERE u.organisation = $1 AND {seen} {later} \
         ORDER BY u.name_key, u.id LIMIT {}",
        limit + 1
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Gives the name to the unit, unless a neighbour has it.
pub(crate) async fn claim_unit_name(
    tx: &mut WriteTx,
    unit: &Unit,
    act: ActId,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO organisation_unit_name (parent, name_key, unit, version, act) VALUES ($1, $2, $3, 1, $4) \
        ON CONFLICT (parent, name_key) DO NOTHING";
    Ok(tx.exec(sql, &vals![unit.parent, &unit.name_key, unit.id, act]).await? == 1)
}

pub(crate) async fn free_unit_name(tx: &mut WriteTx, unit: &Unit) -> Result<(), Fault> {
    let sql =
        "DELETE FROM organisation_unit_name WHERE parent = $1 AND name_key = $2 AND unit = $3";
    tx.exec(sql, &vals![unit.parent, &unit.name_key, unit.id]).await?;
    Ok(())
}

pub(crate) async fn insert_unit(tx: &mut WriteTx, unit: &Unit, act: ActId) -> Result<(), Fault> {
    let params = vals![
        unit.id,
        unit.organisation,
        unit.parent,
        &unit.name,
        &unit.name_key,
        unit.version,
        act
    ];
    let sql = "INSERT INTO organisation_unit (id, organisation, parent, name, name_key, version, act) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.exec(sql, &params).await?;
    Ok(())
}

/// Gives the unit another name, if it has the version it was read with.
pub(crate) async fn rename_unit(
    tx: &mut WriteTx,
    renamed: &Unit,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![renamed.id, &renamed.name, &renamed.name_key, act, renamed.version];
    let sql = "UPDATE organisation_unit SET name = $2, name_key = $3, act = $4, version = version + 1 \
        WHERE id = $1 AND version = $5";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Removes the unit, if it has the version it was read with.
pub(crate) async fn delete_unit(tx: &mut WriteTx, unit: &Unit) -> Result<bool, Fault> {
    let sql = "DELETE FROM organisation_unit WHERE id = $1 AND version = $2";
    Ok(tx.exec(sql, &vals![unit.id, unit.version]).await? == 1)
}

pub(crate) async fn has_units_below(reader: &mut Reader, unit: Uuid) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM organisation_unit WHERE parent = $1 LIMIT 1";
    Ok(reader.row(sql, &vals![unit]).await?.is_some())
}
