//! How far a version has come: who of some people has accepted it, how many did on which day, and who was reminded when.

use std::collections::BTreeSet;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Days that are listed, the latest first.
const DAYS: i64 = 60;

/// Who of some people has accepted a version.
pub(in crate::terms) async fn accepted_among(
    reader: &mut Reader,
    terms: Uuid,
    people: &[AccountId],
) -> Result<BTreeSet<AccountId>, Fault> {
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let mut params = vals![terms].to_vec();
    let marks: Vec<String> = people
        .iter()
        .map(|person| {
            params.push((*person).into());
            format!("${}", params.len())
        })
        .collect();
    let sql = format!(
        "SELECT account FROM terms_acceptance WHERE terms = $1 AND asked_again = 0 AND account IN ({})",
        marks.join(", ")
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// How many accepted a version in an organisation in sight, day by day, the latest first.
pub(in crate::terms) async fn by_day(
    reader: &mut Reader,
    sight: &Sight,
    terms: Uuid,
    organisation: OrganisationId,
) -> Result<Vec<(String, i64)>, Fault> {
    let mut params = vals![terms, organisation, DAYS].to_vec();
    let seen = sight.organisations_clause("c.organisation", &mut params);
    let sql = format!(
        "SELECT c.day, c.accepted FROM terms_count c WHERE c.terms = $1 AND c.organisation = $2 AND {seen} ORDER BY c.day DESC LIMIT $3"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

/// How many accepted a version in an organisation, on any day.
pub(in crate::terms) async fn accepted_in(
    reader: &mut Reader,
    terms: Uuid,
    organisation: OrganisationId,
) -> Result<i64, Fault> {
    let sql = "SELECT CAST(COALESCE(SUM(accepted), 0) AS BIGINT) FROM terms_count WHERE terms = $1 AND organisation = $2";
    reader.number(sql, &vals![terms, organisation]).await
}

/// When the people of an organisation were last reminded.
pub(in crate::terms) async fn reminded_at(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT reminded_at FROM terms_reminder WHERE organisation = $1";
    reader.row(sql, &vals![organisation]).await?.map(|row| row.time(0)).transpose()
}

/// Notes a reminder, if the last one was not after a moment; says whether it was not.
pub(in crate::terms) async fn remind(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    not_since: Timestamp,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO terms_reminder (organisation, reminded_at, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (organisation) DO UPDATE SET reminded_at = excluded.reminded_at, version = terms_reminder.version + 1, \
               act = excluded.act WHERE terms_reminder.reminded_at <= $4";
    let params = vals![organisation, call.now, call.act, not_since];
    let is_first = tx.exec(sql, &params).await? == 1;
    tx.subject("terms_reminder", organisation, 0);
    tx.effect("terms_reminder", organisation, "reminded_at", None::<Timestamp>, call.now);
    Ok(is_first)
}
