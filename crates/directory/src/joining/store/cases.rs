//! The organisations on their way in or out.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Result};
use kernel::vals;

use crate::joining::model::{Applicant, Case, Sector, Stage, Turn};
use crate::organisations::Tier;
use crate::organisations::standing::words_clause;

const COLUMNS: &str = "j.organisation, j.stage, j.turn, j.since, j.waits_for, j.sector, j.asked_by, j.contact_name, j.contact_email, \
     j.contact_telephone, j.people, j.tier, j.wanted_day, j.reason, j.applied_at, j.opening_at, j.opened_at, j.closing_at, \
     j.closing_day, j.followed_by, j.closed_at, j.lapses_on, j.version";
/// The stages in which something is to be done.
const ON_ITS_WAY: &str = "j.stage IN ('applied', 'opening', 'closing')";

fn known<T>(named: Option<T>, word: &str) -> Result<T, Fault> {
    named.ok_or_else(|| {
        Fault::defect(format!("reading the unknown word {word} of an organisation on its way"))
    })
}

fn applicant(row: &Row) -> Result<Option<Applicant>, Fault> {
    let (Some(asked_by), Some(tier)) = (row.text_or_none(6)?, row.text_or_none(11)?) else {
        return Ok(None);
    };
    Ok(Some(Applicant {
        asked_by,
        contact_name: row.text_or_none(7)?.unwrap_or_default(),
        contact_email: row.text_or_none(8)?.unwrap_or_default(),
        contact_telephone: row.text_or_none(9)?.unwrap_or_default(),
        people: row.int_or_none(10)?.unwrap_or_default(),
        tier: known(Tier::named(&tier), &tier)?,
        day: row.text_or_none(12)?,
    }))
}

fn read(row: &Row) -> Result<Case, Fault> {
    let (stage, turn, sector) = (row.text(1)?, row.text(2)?, row.text(5)?);
    Ok(Case {
        organisation: OrganisationId(row.id(0)?),
        stage: known(Stage::named(&stage), &stage)?,
        turn: known(Turn::named(&turn), &turn)?,
        since: row.time(3)?,
        waits_for: row.text_or_none(4)?,
        sector: known(Sector::named(&sector), &sector)?,
        applicant: applicant(row)?,
        reason: row.text_or_none(13)?,
        applied_at: row.time_or_none(14)?,
        opening_at: row.time_or_none(15)?,
        opened_at: row.time_or_none(16)?,
        closing_at: row.time_or_none(17)?,
        closing_day: row.text_or_none(18)?,
        successor: row.id_or_none(19)?.map(OrganisationId),
        closed_at: row.time_or_none(20)?,
        lapses_on: row.int_or_none(21)?,
        version: row.int(22)?,
    })
}

/// What is known of one organisation, whoever asks: for commands, which have asked authority, and for pages of an
/// organisation that is in sight.
pub(crate) async fn find(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Case>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM joining_case j WHERE j.organisation = $1");
    reader.row(&sql, &vals![organisation]).await?.as_ref().map(read).transpose()
}

/// Which organisations are wanted, by how far they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Those with something still to be done.
    #[default]
    OnTheirWay,
    /// Those at one stage.
    At(Stage),
    /// Members of which a check is no longer good on that day, written yyyymmdd.
    Lapsed(i64),
    /// Members whose first administrator was invited and has not signed in.
    Invited,
    /// All that were ever on their way.
    All,
}

/// Which organisations are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) wanted: Wanted,
    pub(crate) turn: Option<Turn>,
    pub(crate) sector: Option<Sector>,
    pub(crate) text: &'a str,
}

fn mark(params: &mut Vec<Val>, value: impl Into<Val>) -> String {
    params.push(value.into());
    format!("${}", params.len())
}

impl Filter<'_> {
    fn conditions(&self, sight: &Sight, params: &mut Vec<Val>) -> String {
        let mut parts = vec![sight.organisations_clause("j.organisation", params)];
        match self.wanted {
            Wanted::OnTheirWay => parts.push(ON_ITS_WAY.to_owned()),
            Wanted::At(stage) => parts.push(format!("j.stage = {}", mark(params, stage.name()))),
            Wanted::Lapsed(today) => parts.push(format!(
                "j.lapses_on <= {} AND j.stage IN ('open', 'closing')",
                mark(params, today)
            )),
            Wanted::Invited => parts.push(
                "j.stage IN ('open', 'closing') AND EXISTS (SELECT 1 FROM joining_invitation i \
                 WHERE i.organisation = j.organisation AND i.started_at IS NULL)"
                    .to_owned(),
            ),
            Wanted::All => {}
        }
        if let Some(turn) = self.turn {
            parts.push(format!("j.turn = {}", mark(params, turn.name())));
        }
        if let Some(sector) = self.sector {
            parts.push(format!("j.sector = {}", mark(params, sector.name())));
        }
        parts.push(words_clause("j.organisation", self.text, params));
        parts.join(" AND ")
    }
}

/// Where in the order of age an organisation in sight stands.
pub(crate) async fn position(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<Option<(Timestamp, OrganisationId)>, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("j.organisation", &mut params);
    let sql = format!("SELECT j.since FROM joining_case j WHERE j.organisation = $1 AND {seen}");
    let row = reader.row(&sql, &params).await?;
    row.map(|row| Ok((row.time(0)?, organisation))).transpose()
}

/// A page of organisations, the longest waiting first, after a position.
pub(crate) async fn list(
    reader: &mut Reader,
    sight: &Sight,
    filter: &Filter<'_>,
    after: Option<(Timestamp, OrganisationId)>,
    limit: i64,
) -> Result<Vec<Case>, Fault> {
    let mut params = Vec::new();
    let mut conditions = filter.conditions(sight, &mut params);
    if let Some((since, organisation)) = after {
        let (since, organisation) = (mark(&mut params, since), mark(&mut params, organisation));
        conditions.push_str(&format!(" AND (j.since, j.organisation) > ({since}, {organisation})"));
    }
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM joining_case j WHERE {conditions} ORDER BY j.since, j.organisation LIMIT {limit}"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How many organisations are wanted, counted to one more than `at_most`.
pub(crate) async fn count(
    reader: &mut Reader,
    sight: &Sight,
    filter: &Filter<'_>,
    at_most: i64,
) -> Result<i64, Fault> {
    let mut params = Vec::new();
    let conditions = filter.conditions(sight, &mut params);
    let limit = mark(&mut params, at_most + 1);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM joining_case j WHERE {conditions} LIMIT {limit}) counted"
    );
    reader.number(&sql, &params).await
}

/// How many on their way wait for whom, and since when the one that has waited longest: by turn and stage.
pub(crate) async fn count_of_turn(
    reader: &mut Reader,
    sight: &Sight,
) -> Result<Vec<(Stage, Turn, i64, Timestamp)>, Fault> {
    let mut params = Vec::new();
    let seen = sight.organisations_clause("j.organisation", &mut params);
    let sql = format!(
        "SELECT j.stage, j.turn, COUNT(*), MIN(j.since) FROM joining_case j WHERE {ON_ITS_WAY} AND {seen} \
         GROUP BY j.stage, j.turn ORDER BY j.stage, j.turn"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            let (stage, turn) = (row.text(0)?, row.text(1)?);
            let stage = known(Stage::named(&stage), &stage)?;
            Ok((stage, known(Turn::named(&turn), &turn)?, row.int(2)?, row.time(3)?))
        })
        .collect()
}

/// Whether another organisation that is a member or on its way has a contact with this email address or telephone number.
pub(crate) async fn is_contact_of_another(
    reader: &mut Reader,
    organisation: OrganisationId,
    applicant: &Applicant,
) -> Result<bool, Fault> {
    let params = vals![organisation, applicant.email_key(), applicant.telephone_key()];
    let sql = "SELECT 1 FROM joining_case j WHERE (j.email_key = $2 OR j.telephone_key = $3) AND j.organisation <> $1 \
               AND j.stage NOT IN ('declined', 'closed') LIMIT 1";
    Ok(reader.row(sql, &params).await?.is_some())
}

/// What can change, with the names of the columns.
fn attributes(case: &Case) -> Vec<(&'static str, Val)> {
    let of = case.applicant.as_ref();
    let text = |value: Option<&str>| Val::from(value);
    vec![
        ("stage", case.stage.name().into()),
        ("turn", case.turn.name().into()),
        ("waits_for", text(case.waits_for.as_deref())),
        ("sector", case.sector.name().into()),
        ("asked_by", text(of.map(|of| of.asked_by.as_str()))),
        ("contact_name", text(of.map(|of| of.contact_name.as_str()))),
        ("contact_email", text(of.map(|of| of.contact_email.as_str()))),
        ("contact_telephone", text(of.map(|of| of.contact_telephone.as_str()))),
        ("people", of.map(|of| of.people).into()),
        ("tier", text(of.map(|of| of.tier.name()))),
        ("wanted_day", text(of.and_then(|of| of.day.as_deref()))),
        ("reason", text(case.reason.as_deref())),
        ("closing_day", text(case.closing_day.as_deref())),
        ("followed_by", case.successor.into()),
        ("lapses_on", case.lapses_on.into()),
    ]
}

/// Columns that are no attributes: what follows from others, and moments.
fn beside(case: &Case) -> Vec<(&'static str, Val)> {
    vec![
        ("email_key", case.applicant.as_ref().map(Applicant::email_key).into()),
        ("telephone_key", case.applicant.as_ref().map(Applicant::telephone_key).into()),
        ("since", case.since.into()),
        ("applied_at", case.applied_at.into()),
        ("opening_at", case.opening_at.into()),
        ("opened_at", case.opened_at.into()),
        ("closing_at", case.closing_at.into()),
        ("closed_at", case.closed_at.into()),
    ]
}

/// Stores what is known of an organisation over what it was read as, and leaves what changed in the act. Gives the new
/// version. The row is the guard of the checks: whoever was faster makes this run again.
pub(crate) async fn save(
    tx: &mut WriteTx,
    call: &Call,
    before: Option<&Case>,
    after: &Case,
) -> Result<i64> {
    let held = before.map_or(0, |before| before.version);
    let columns: Vec<(&str, Val)> = [attributes(after), beside(after)].concat();
    let mut params = vals![after.organisation, call.act].to_vec();
    let marks: Vec<String> =
        columns.iter().map(|(_, value)| mark(&mut params, value.clone())).collect();
    let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
    let sql = if held == 0 {
        format!(
            "INSERT INTO joining_case (organisation, act, version, {}) VALUES ($1, $2, 1, {}) ON CONFLICT (organisation) DO NOTHING",
            names.join(", "),
            marks.join(", ")
        )
    } else {
        let set: Vec<String> =
            names.iter().zip(&marks).map(|(name, mark)| format!("{name} = {mark}")).collect();
        let version = mark(&mut params, held);
        format!(
            "UPDATE joining_case SET {}, version = version + 1, act = $2 WHERE organisation = $1 AND version = {version}",
            set.join(", ")
        )
    };
    if tx.exec(&sql, &params).await? != 1 {
        return Err(
            Fault::again("saving how far an organisation is, which changed meanwhile").into()
        );
    }
    let was = before.filter(|before| before.version > 0).map(attributes);
    for (place, (name, value)) in attributes(after).into_iter().enumerate() {
        let old = was.as_ref().and_then(|was| was.get(place)).map(|(_, old)| old.clone());
        tx.effect("joining_case", after.organisation, name, old.unwrap_or(Val::Null), value);
    }
    tx.concerns(after.organisation);
    Ok(held + 1)
}
