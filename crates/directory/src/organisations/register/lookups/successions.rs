//! What a row of a look-up says of successions.

use super::super::{Problem, Reason, Succession};
use super::values::{Values, wrong};

/// Headings of the steps of a chain: the code before, the code after, the day, the kind of change.
const STEPS: [[&str; 4]; 3] = [
    ["new_code_0", "new_code_1", "date_change_1", "change_type_1"],
    ["new_code_1", "new_code_2", "date_change_2", "change_type_2"],
    ["new_code_2", "new_code_3", "date_change_3", "change_type_3"],
];

fn follows(old: String, new: String, said: Succession) -> Result<Succession, Reason> {
    if old == new {
        return Err(Reason::FollowsItself { code: old });
    }
    Ok(Succession { old, new, ..said })
}

/// A published succession whose codes are put in by [`follows`].
fn published(effective: jiff::civil::Date, source: &str, note: Option<String>) -> Succession {
    Succession {
        old: String::new(),
        new: String::new(),
        is_published: true,
        effective,
        source: source.to_owned(),
        note,
    }
}

pub(super) fn chain(row: &Values<'_>, file: &str) -> Result<Vec<Succession>, Reason> {
    let mut said = Vec::new();
    let mut ended = None;
    for [before, after, day, change] in STEPS {
        let Some(new) = row.code(after)? else {
            ended = ended.or(Some(after));
            continue;
        };
        if let Some(empty) = ended {
            return Err(wrong(after, Problem::Behind { empty }));
        }
        let step = published(row.needed_day(day)?, file, row.value(change)?);
        said.push(follows(row.needed_code(before)?, new, step)?);
    }
    Ok(said)
}

pub(super) fn merger(row: &Values<'_>, file: &str) -> Result<Vec<Succession>, Reason> {
    let said = published(row.needed_day("from_date")?, file, Some("merger".to_owned()));
    let (old, new) = (row.needed_code("trust_code_old")?, row.needed_code("trust_code_new")?);
    Ok(vec![follows(old, new, said)?])
}

pub(super) fn single(row: &Values<'_>) -> Result<Vec<Succession>, Reason> {
    let is_published = match row.text("confidence") {
        "published" => true,
        word if word.starts_with("inferred") => false,
        _ => return Err(row.unknown_word("confidence", "published, inferred or inferred-verify")),
    };
    let said = Succession {
        is_published,
        ..published(row.needed_day("effective_date")?, &row.name("source")?, None)
    };
    let note = Some(row.text("note")).filter(|note| !note.is_empty());
    let note = note.map(|_| row.name("note")).transpose()?;
    let (old, new) = (row.needed_code("old_code")?, row.needed_code("new_code")?);
    Ok(vec![follows(old, new, Succession { note, ..said })?])
}

/// The successor takes over on the day after the last one.
pub(super) fn of_standing(row: &Values<'_>, file: &str) -> Result<Vec<Succession>, Reason> {
    let Some(new) = row.code("Successor.Code")? else { return Ok(Vec::new()) };
    let Some(closed) = row.day("Close")? else {
        return Err(wrong("Successor.Code", Problem::Behind { empty: "Close" }));
    };
    let Ok(effective) = closed.tomorrow() else { return Ok(Vec::new()) };
    let note = Some("merger (effective = close date + 1)".to_owned());
    let said = published(effective, file, note);
    Ok(vec![follows(row.needed_code("Code")?, new, said)?])
}
