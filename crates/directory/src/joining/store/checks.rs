//! What was found out about the conditions of organisations.

use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use kernel::vals;

use crate::joining::model::{Check, Held, Level, Outcome};

fn read(row: &Row) -> Result<Held, Fault> {
    let (check, outcome) = (row.text(0)?, row.text(1)?);
    let unknown = |word: &str| Fault::defect(format!("reading the unknown word {word} of a check"));
    Ok(Held {
        check: Check::named(&check).ok_or_else(|| unknown(&check))?,
        outcome: Outcome::named(&outcome).ok_or_else(|| unknown(&outcome))?,
        level: row.int_or_none(2)?.and_then(Level::numbered),
        evidence: row.text(3)?,
        by: row.id_or_none(4)?.map(AccountId),
        at: row.time(5)?,
        expires_on: row.int_or_none(6)?,
        version: row.int(7)?,
    })
}

/// The latest word about each condition of an organisation.
pub(crate) async fn checks(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<Held>, Fault> {
    let sql = "SELECT kind, outcome, level, evidence, checked_by, checked_at, expires_on, version FROM joining_check \
               WHERE organisation = $1 ORDER BY kind";
    reader.rows(sql, &vals![organisation]).await?.iter().map(read).collect()
}

/// Keeps the latest word about a condition over the one that was read. The organisation's own row was read before, and
/// is saved in the same act, which decides who was first.
pub(crate) async fn save_check(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
    before: Option<&Held>,
    after: &Held,
) -> Result<()> {
    let level = after.level.map(Level::number);
    let params = vals![
        organisation,
        after.check.name(),
        after.outcome.name(),
        level,
        after.evidence.as_str(),
        after.by,
        after.at,
        after.expires_on,
        call.act
    ];
    let sql = "INSERT INTO joining_check (organisation, kind, outcome, level, evidence, checked_by, checked_at, expires_on, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) \
               ON CONFLICT (organisation, kind) DO UPDATE SET outcome = excluded.outcome, level = excluded.level, \
               evidence = excluded.evidence, checked_by = excluded.checked_by, checked_at = excluded.checked_at, \
               expires_on = excluded.expires_on, version = joining_check.version + 1, act = excluded.act";
    tx.exec(sql, &params).await?;
    let table = "joining_check";
    tx.effect(table, organisation, "kind", None::<&str>, after.check.name());
    let outcome = before.map(|before| before.outcome.name());
    tx.effect(table, organisation, "outcome", outcome, after.outcome.name());
    let was = before.and_then(|before| before.level).map(Level::number);
    tx.effect(table, organisation, "level", was, level);
    let was = before.map(|before| before.evidence.clone());
    tx.effect(table, organisation, "evidence", was, after.evidence.as_str());
    let was = before.and_then(|before| before.expires_on);
    tx.effect(table, organisation, "expires_on", was, after.expires_on);
    Ok(())
}
