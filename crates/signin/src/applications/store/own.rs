//! What is kept of applications of organisations: which of them somebody sees, how many are in use, and which are held.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{SELECT, read, whole};
use crate::applications::model::{Application, Hold};

/// The application of a key, if it is of this organisation and in sight.
pub(in crate::applications) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    id: Uuid,
) -> Result<Option<Application>, Fault> {
    let mut params = vals![id, organisation].to_vec();
    let clause = sight.organisations_clause("application.organisation", &mut params);
    let sql = format!("{SELECT} WHERE id = $1 AND organisation = $2 AND {clause}");
    let row = reader.row(&sql, &params).await?;
    whole(reader, row).await
}

/// Applications of an organisation in sight after a key, at most so many; without the organisations that they are for.
pub(in crate::applications) async fn seen_page(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    after: Uuid,
    most: i64,
) -> Result<Vec<Application>, Fault> {
    let mut params = vals![organisation, after, most].to_vec();
    let clause = sight.organisations_clause("application.organisation", &mut params);
    let sql =
        format!("{SELECT} WHERE organisation = $1 AND id > $2 AND {clause} ORDER BY id LIMIT $3");
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Counts that an organisation has one more in use; says no if that were more than it may have.
pub(in crate::applications) async fn count_in(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    most: i64,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO application_count (organisation, in_use, version, act) VALUES ($1, 0, 1, $2) ON CONFLICT (organisation) DO NOTHING";
    tx.exec(sql, &vals![organisation, call.act]).await?;
    let sql = "UPDATE application_count SET in_use = in_use + 1, version = version + 1, act = $3 WHERE organisation = $1 AND in_use < $2";
    Ok(tx.exec(sql, &vals![organisation, most, call.act]).await? == 1)
}

/// Counts that an organisation has one less in use.
pub(in crate::applications) async fn count_out(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE application_count SET in_use = in_use - 1, version = version + 1, act = $2 WHERE organisation = $1 AND in_use > 0";
    tx.exec(sql, &vals![organisation, call.act]).await?;
    Ok(())
}

/// Holds an application that is in use, or releases it; says no if it has changed or was taken out of use.
pub(in crate::applications) async fn hold(
    tx: &mut WriteTx,
    before: &Application,
    hold: Hold,
    reason: &str,
    call: &Call,
) -> Result<bool, Fault> {
    let since = match hold {
        Hold::Hold => Some(call.now),
        Hold::Release => None::<Timestamp>,
    };
    let sql = "UPDATE application SET held_at = $3, version = version + 1, act = $4, hold_reason = $5 WHERE id = $1 AND version = $2 AND retired_at IS NULL";
    let params = vals![before.id, before.version, since, call.act, reason];
    let is_done = tx.exec(sql, &params).await? == 1;
    tx.subject("application", before.id, before.version + 1);
    tx.effect("application", before.id, "held_at", before.held_at, since);
    tx.effect("application", before.id, "hold_reason", before.hold_reason.as_str(), reason);
    Ok(is_done)
}
