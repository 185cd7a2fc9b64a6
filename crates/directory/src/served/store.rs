//! The records of how those were checked who asked for something.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{AccountId, ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

use super::model::{Intake, Way};

const COLUMNS: &str =
    "id, organisation, account, asked_by, way, ticket, note, opened_at, expires_at";

fn read(row: &Row) -> Result<Intake, Fault> {
    let way = row.text(4)?;
    Ok(Intake {
        id: row.id(0)?,
        organisation: OrganisationId(row.id(1)?),
        account: AccountId(row.id(2)?),
        asked_by: row.text(3)?,
        way: Way::named(&way)
            .ok_or_else(|| Fault::defect(format!("reading an intake by the way {way}")))?,
        ticket: row.text(5)?,
        note: row.text(6)?,
        opened_at: row.time(7)?,
        expires_at: row.time(8)?,
    })
}

/// Keeps one.
pub(crate) async fn insert(tx: &mut WriteTx, intake: &Intake, act: ActId) -> Result<(), Fault> {
    let sql = "INSERT INTO intake (id, organisation, account, asked_by, way, ticket, note, opened_at, expires_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)";
    let params = vals![
        intake.id,
        intake.organisation,
        intake.account,
        intake.asked_by.as_str(),
        intake.way.name(),
        intake.ticket.as_str(),
        intake.note.as_str(),
        intake.opened_at,
        intake.expires_at,
        act
    ];
    tx.exec(sql, &params).await.map(drop)
}

/// The ticket of the newest record of somebody for an organisation that counts at a moment.
pub(crate) async fn ticket_of(
    reader: &mut Reader,
    account: AccountId,
    organisation: OrganisationId,
    at: Timestamp,
) -> Result<Option<String>, Fault> {
    let sql = "SELECT ticket FROM intake WHERE account = $1 AND organisation = $2 AND expires_at > $3 AND opened_at <= $3 \
               ORDER BY opened_at DESC, id DESC LIMIT 1";
    let row = reader.row(sql, &vals![account, organisation, at]).await?;
    row.map(|row| row.text(0)).transpose()
}

/// The newest records of an organisation in sight.
pub(crate) async fn newest(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    limit: i64,
) -> Result<Vec<Intake>, Fault> {
    let mut params = vals![organisation, limit].to_vec();
    let seen = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT {COLUMNS} FROM intake WHERE organisation = $1 AND {seen} ORDER BY opened_at DESC, id DESC LIMIT $2"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}
