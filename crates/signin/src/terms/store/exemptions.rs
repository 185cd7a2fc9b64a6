//! Applications that do not wait for the terms.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Exemptions that are listed. More than a few defeat the terms.
const LISTED: i64 = 200;

/// Whether an application is exempt.
pub(in crate::terms) async fn is_exempt(
    reader: &mut Reader,
    application: Uuid,
) -> Result<bool, Fault> {
    let sql = "SELECT application FROM terms_exemption WHERE application = $1";
    Ok(reader.row(sql, &vals![application]).await?.is_some())
}

/// The exempt applications, and since when.
pub(in crate::terms) async fn exempted(
    reader: &mut Reader,
) -> Result<Vec<(Uuid, Timestamp)>, Fault> {
    let sql = "SELECT application, since_at FROM terms_exemption ORDER BY application LIMIT $1";
    let rows = reader.rows(sql, &vals![LISTED]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.time(1)?))).collect()
}

/// Exempts an application; says no if it is.
pub(in crate::terms) async fn exempt(
    tx: &mut WriteTx,
    application: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO terms_exemption (application, since_at, version, act) VALUES ($1, $2, 1, $3) ON CONFLICT (application) DO NOTHING";
    let is_new = tx.exec(sql, &vals![application, call.now, call.act]).await? == 1;
    tx.subject("terms_exemption", application, 1);
    tx.effect("terms_exemption", application, "since_at", None::<Timestamp>, call.now);
    Ok(is_new)
}

/// Ends an exemption; says no if there is none.
pub(in crate::terms) async fn unexempt(
    tx: &mut WriteTx,
    application: Uuid,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM terms_exemption WHERE application = $1";
    let was_there = tx.exec(sql, &vals![application]).await? == 1;
    tx.subject("terms_exemption", application, 0);
    tx.effect("terms_exemption", application, "since_at", call.now, None::<Timestamp>);
    Ok(was_there)
}
