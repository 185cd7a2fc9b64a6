//! The tables of reports: what an organisation was told last, and how far the round of a day has come.

use std::collections::BTreeMap;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::mfa::model::{Figures, Ground, Told};

/// What was told last about an organisation, or about the service where it is nobody's key.
pub(in crate::mfa) async fn told(reader: &mut Reader, about: Uuid) -> Result<Option<Told>, Fault> {
    let sql =
        "SELECT told_at, passing, missing, ending, version FROM mfa_report WHERE organisation = $1";
    let row = reader.row(sql, &vals![about]).await?;
    row.map(|row| {
        let figures = Figures { passing: row.int(1)?, missing: row.int(2)?, ending: row.int(3)? };
        Ok(Told { at: row.time(0)?, figures, version: row.int(4)? })
    })
    .transpose()
}

/// Notes what is told now, as it was seen; says no if somebody else told it meanwhile. Of however many tell it at once, one does.
pub(in crate::mfa) async fn tell(
    tx: &mut WriteTx,
    about: Uuid,
    before: Option<Told>,
    figures: Figures,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO mfa_report (organisation, told_at, passing, missing, ending, version, act) VALUES ($1, $2, $3, $4, $5, 1, $6) \
               ON CONFLICT (organisation) DO UPDATE SET told_at = excluded.told_at, passing = excluded.passing, missing = excluded.missing, \
               ending = excluded.ending, version = mfa_report.version + 1, act = excluded.act WHERE mfa_report.version = $7";
    let Figures { passing, missing, ending } = figures;
    let version = before.map_or(0, |before| before.version);
    let params = vals![about, call.now, passing, missing, ending, call.act, version];
    let is_first = tx.exec(sql, &params).await? == 1;
    tx.subject("mfa_report", about, version + 1);
    for (what, before, now) in [
        ("passing", before.map(|before| before.figures.passing), passing),
        ("missing", before.map(|before| before.figures.missing), missing),
        ("ending", before.map(|before| before.figures.ending), ending),
    ] {
        tx.effect("mfa_report", about, what, before, now);
    }
    Ok(is_first)
}

/// A long exception that ends.
#[derive(Clone, Copy, Debug)]
pub(in crate::mfa) struct Ending {
    pub(in crate::mfa) exception: Uuid,
    pub(in crate::mfa) until: Timestamp,
}

/// Whose long exceptions at an organisation end after one moment and by another, at most so many.
pub(in crate::mfa) async fn ending(
    reader: &mut Reader,
    organisation: OrganisationId,
    (from, by): (Timestamp, Timestamp),
    most: i64,
) -> Result<BTreeMap<AccountId, Ending>, Fault> {
    let [one, two, three] = Ground::ALL.map(Ground::name);
    let sql = "SELECT s.account, s.exception, s.until FROM mfa_standing s JOIN mfa_exception e ON e.id = s.exception \
               WHERE s.until > $1 AND s.until <= $2 AND e.organisation = $3 AND e.reason IN ($4, $5, $6) ORDER BY s.until, s.account LIMIT $7";
    let params = vals![from, by, organisation, one, two, three, most];
    let rows = reader.rows(sql, &params).await?;
    rows.iter()
        .map(|row| {
            let ending = Ending { exception: row.id(1)?, until: row.time(2)? };
            Ok((AccountId(row.id(0)?), ending))
        })
        .collect()
}

/// How far the round of a day has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mfa) struct Round {
    /// The day, counted from 1970.
    pub(in crate::mfa) day: i64,
    /// The organisation that was looked at last.
    pub(in crate::mfa) after: Uuid,
    pub(in crate::mfa) is_over: bool,
}

/// The round, if there ever was one.
pub(in crate::mfa) async fn round(reader: &mut Reader) -> Result<Option<Round>, Fault> {
    let row = reader.row("SELECT day, after, is_over FROM mfa_round WHERE one = 1", &[]).await?;
    row.map(|row| Ok(Round { day: row.int(0)?, after: row.id(1)?, is_over: row.int(2)? == 1 }))
        .transpose()
}

/// Puts the round where it has come to, unless another node has gone on since it was seen.
pub(in crate::mfa) async fn go_on(
    tx: &mut WriteTx,
    before: Option<Round>,
    now: Round,
) -> Result<(), Fault> {
    let sql = "INSERT INTO mfa_round (one, day, after, is_over) VALUES (1, $1, $2, $3) \
               ON CONFLICT (one) DO UPDATE SET day = excluded.day, after = excluded.after, is_over = excluded.is_over \
               WHERE mfa_round.day = $4 AND mfa_round.after = $5";
    let (day, after) = before.map_or((0, Uuid::nil()), |before| (before.day, before.after));
    let params = vals![now.day, now.after, i64::from(now.is_over), day, after];
    tx.exec(sql, &params).await?;
    Ok(())
}
