//! What the pages of this context have in common: forms that show again what has to be put right.

use kernel::refusal::{Error, Kind, Result};
use ui::form::Problems;

/// What can be put right on the form; everything else is the page for trouble.
pub(crate) fn problems_of(error: Error) -> Result<Problems> {
    let refusal = match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            refusal
        }
        other => return Err(other),
    };
    let mut problems = Problems::new();
    for field in &refusal.fields {
        problems.add(field.field.clone(), field.text.clone());
    }
    if refusal.fields.is_empty() {
        problems.add_general(refusal.text.clone());
    }
    Ok(problems)
}

/// The same where a page has the form several times: the summary leads to the field of the one in question.
pub(crate) fn problems_at(error: Error, field: &str) -> Result<Problems> {
    let mut problems = Problems::new();
    for problem in problems_of(error)?.iter() {
        problems.add(field.to_owned(), problem.text.clone());
    }
    Ok(problems)
}

/// `312 bytes`, `14 KB`, `2.3 MB`: as file managers say it, of 1,024 bytes each.
pub(crate) fn size(bytes: i64) -> String {
    const KB: i64 = 1 << 10;
    const MB: i64 = 1 << 20;
    match bytes {
        ..KB => format!("{bytes} bytes"),
        KB..MB => format!("{} KB", bytes / KB),
        _ if bytes % MB == 0 => format!("{} MB", bytes / MB),
        _ => format!("{}.{} MB", bytes / MB, bytes % MB * 10 / MB),
    }
}
