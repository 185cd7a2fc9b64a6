//! Reads the audit for people: what happened in an organisation, and what was done to a thing.
//!
//! Whoever calls this has decided that the reader may see the organisation or the thing; here is only the reading.
//! Personal values come back as long as they are kept; afterwards the row says that there was one.

use serde_json::Value;
use uuid::Uuid;

use super::{AuditRow, COLUMNS};
use crate::clock::Timestamp;
use crate::db::{Reader, Row, Val};
use crate::ids::OrganisationId;
use crate::refusal::Fault;
use crate::vals;

/// Rows looked through for one page. A filter that fits almost nothing gives short pages, never a long read.
const WINDOW: i64 = 5000;

/// What of an organisation's history is wanted; everything, if empty.
#[derive(Clone, Debug, Default)]
pub struct HistoryFilter {
    /// About one of these things.
    pub subjects: Vec<Uuid>,
    /// Of this command.
    pub command: Option<String>,
    /// By this actor, as written in the audit.
    pub actor: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
}

/// A value in the history.
#[derive(Clone, Debug, PartialEq)]
pub enum HistoryValue {
    /// There was none.
    None,
    /// A value that is not about a person, or the word for a secret.
    Open(Value),
    /// A value about a person.
    Personal(Value),
    /// A value about a person that is no longer kept.
    Erased,
}

impl HistoryValue {
    /// The value as it was recorded; none if it is no longer kept.
    pub fn kept(&self) -> Option<Value> {
        match self {
            Self::None => Some(Value::Null),
            Self::Open(value) | Self::Personal(value) => Some(value.clone()),
            Self::Erased => None,
        }
    }
}

/// One changed attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEffect {
    /// What kind of thing changed.
    pub kind: String,
    /// Its key.
    pub subject: Uuid,
    /// What of it changed.
    pub attribute: String,
    /// Before.
    pub before: HistoryValue,
    /// Now.
    pub after: HistoryValue,
}

/// One act in the history.
#[derive(Clone, Debug)]
pub struct HistoryRow {
    /// Its number in the organisation's own dense order; none when read by thing.
    pub number: Option<i64>,
    /// The row as it is sealed.
    pub row: AuditRow,
    /// What it changed.
    pub effects: Vec<HistoryEffect>,
}

impl HistoryRow {
    /// What the act changed of the thing it was about.
    pub fn of_subject(&self) -> impl Iterator<Item = &HistoryEffect> {
        self.effects.iter().filter(|effect| Some(effect.subject) == self.row.subject)
    }
}

/// A page of an organisation's history.
#[derive(Clone, Debug)]
pub struct HistoryPage {
    /// Newest first.
    pub rows: Vec<HistoryRow>,
    /// Where the next page begins: before this number. None at the beginning of the history.
    pub next: Option<i64>,
}

/// A page of what concerns one organisation, newest first, before a number. Only sealed rows have a number.
pub async fn history_of_organisation(
    reader: &mut Reader,
    organisation: OrganisationId,
    filter: &HistoryFilter,
    before: Option<i64>,
    limit: i64,
) -> Result<HistoryPage, Fault> {
    let entries = reader
        .row("SELECT entries FROM audit_organisation WHERE organisation = $1", &vals![organisation])
        .await?;
    let entries = entries.map_or(Ok(0), |row| row.int(0))?;
    let top = before.unwrap_or(i64::MAX).clamp(1, entries + 1);
    let floor = (top - WINDOW).max(1);
    let mut params = vals![organisation, top, floor].to_vec();
    let conditions = conditions(filter, &mut params);
    params.push(limit.into());
    let sql = format!(
        "SELECT {COLUMNS}, c.number FROM audit_concern c JOIN audit a ON a.id = c.audit \
         WHERE c.organisation = $1 AND c.number < $2 AND c.number >= $3{conditions} ORDER BY c.number DESC LIMIT ${}",
        params.len()
    );
    let found = reader.rows(&sql, &params).await?;
    let last = found.last().map(|row| row.int(15)).transpose()?;
    let is_full = i64::try_from(found.len()).unwrap_or(i64::MAX) >= limit;
    let next = if is_full { last } else { Some(floor) }.filter(|next| *next > 1);
    let numbers = found.iter().map(|row| row.int(15).map(Some)).collect::<Result<_, _>>()?;
    Ok(HistoryPage { rows: filled(reader, &found, numbers).await?, next })
}

/// What was done to any of these things, newest first, before the act of that key. Rows that wait for their seal
/// are among them. The caller leaves out what its reader may not see.
pub async fn history_of_subjects(
    reader: &mut Reader,
    subjects: &[Uuid],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<HistoryRow>, Fault> {
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let mut params = vals![before.unwrap_or(Uuid::max()), limit].to_vec();
    let marks = marks(subjects, &mut params);
    let sql = format!(
        "SELECT {COLUMNS} FROM audit a WHERE a.subject IN ({marks}) AND a.id < $1 ORDER BY a.id DESC LIMIT $2"
    );
    let found = reader.rows(&sql, &params).await?;
    let numbers = vec![None; found.len()];
    filled(reader, &found, numbers).await
}

/// One act by its key.
pub async fn history_of_act(reader: &mut Reader, act: Uuid) -> Result<Option<HistoryRow>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM audit a WHERE a.id = $1");
    let found = reader.rows(&sql, &vals![act]).await?;
    Ok(filled(reader, &found, vec![None; found.len()]).await?.pop())
}

/// The newest version that any act gave a thing of a kind; 0 if none is recorded. Things of several kinds may have one
/// key, such as an account and its password, and each counts its own versions.
pub(crate) async fn newest_version(
    reader: &mut Reader,
    kind: &str,
    subject: Uuid,
) -> Result<i64, Fault> {
    let sql = "SELECT subject_version FROM audit WHERE subject = $1 AND subject_kind = $2 ORDER BY subject_version DESC LIMIT 1";
    let newest = reader.row(sql, &vals![subject, kind]).await?;
    Ok(newest.map(|row| row.int(0)).transpose()?.unwrap_or(0))
}

fn conditions(filter: &HistoryFilter, params: &mut Vec<Val>) -> String {
    let mut sql = String::new();
    let mut add = |condition: &str, value: Val| {
        params.push(value);
        sql.push_str(&format!(" AND a.{condition} ${}", params.len()));
    };
    if let Some(command) = &filter.command {
        add("command =", command.into());
    }
    if let Some(actor) = &filter.actor {
        add("actor =", actor.into());
    }
    if let Some(from) = filter.from {
        add("at >=", from.into());
    }
    if let Some(to) = filter.to {
        add("at <", to.into());
    }
    if !filter.subjects.is_empty() {
        let marks = marks(&filter.subjects, params);
        sql.push_str(&format!(" AND a.subject IN ({marks})"));
    }
    sql
}

fn marks(ids: &[Uuid], params: &mut Vec<Val>) -> String {
    let marks: Vec<String> = ids
        .iter()
        .map(|id| {
            params.push((*id).into());
            format!("${}", params.len())
        })
        .collect();
    marks.join(", ")
}

/// Rows with their effects, and in these the personal values that are still kept.
async fn filled(
    reader: &mut Reader,
    found: &[Row],
    numbers: Vec<Option<i64>>,
) -> Result<Vec<HistoryRow>, Fault> {
    let mut rows = Vec::with_capacity(found.len());
    for (row, number) in found.iter().zip(numbers) {
        let row = AuditRow::read(row)?;
        let kept = if row.effects.contains("\"commitment\"") {
            let sql = "SELECT slot, value FROM audit_personal WHERE audit = $1 ORDER BY slot";
            let kept = reader.rows(sql, &vals![row.id]).await?;
            kept.iter()
                .map(|kept| Ok((kept.int(0)?, kept.text(1)?)))
                .collect::<Result<Vec<_>, Fault>>()?
        } else {
            Vec::new()
        };
        let effects = effects(&row, &kept)?;
        rows.push(HistoryRow { number, row, effects });
    }
    Ok(rows)
}

type Stored = (String, Uuid, String, Value, Value);

fn effects(row: &AuditRow, kept: &[(i64, String)]) -> Result<Vec<HistoryEffect>, Fault> {
    let malformed = |error| Fault::defect("reading the effects of an audit row").because(error);
    let stored: Vec<Stored> = serde_json::from_str(&row.effects).map_err(malformed)?;
    let mut slot = 0;
    let mut effects = Vec::with_capacity(stored.len());
    for (kind, subject, attribute, before, after) in stored {
        let before = shown(before, slot, kept).map_err(malformed)?;
        let after = shown(after, slot + 1, kept).map_err(malformed)?;
        slot += 2;
        effects.push(HistoryEffect { kind, subject, attribute, before, after });
    }
    Ok(effects)
}

/// A value, or what was kept beside the row in place of the commitment.
fn shown(
    stored: Value,
    slot: i64,
    kept: &[(i64, String)],
) -> Result<HistoryValue, serde_json::Error> {
    match stored {
        Value::Null => Ok(HistoryValue::None),
        Value::Object(_) => match kept.iter().find(|(place, _)| *place == slot) {
            Some((_, value)) => serde_json::from_str(value).map(HistoryValue::Personal),
            None => Ok(HistoryValue::Erased),
        },
        value => Ok(HistoryValue::Open(value)),
    }
}
