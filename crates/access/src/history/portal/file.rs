//! An organisation's history as a CSV file. Moments are in UTC, as programs read them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use ui::form::Values;
use ui::sheet::Csv;

use super::super::messages;
use super::super::queries::{Change, Entry, OrganisationHistory};
use super::{Pairs, organisation};
use crate::files;
use crate::moments::Zone;

/// The heads, as programs know them; stable for ever.
const HEADS: [&str; 10] = [
    "number",
    "time",
    "who",
    "what",
    "command",
    "through",
    "attribute",
    "before",
    "after",
    "reference",
];
/// Entries in the file at most; the page says so.
pub(super) const CSV_ENTRIES: usize = 20_000;
/// Parts of a history that are looked through for one file, of up to 5,000 acts each: a filter that fits almost nothing
/// would otherwise have all of it read within one request.
const LOOKS: usize = 200;
/// The entries as people read them.
pub(super) const CSV_ENTRIES_IN_WORDS: &str = "20,000";

pub(super) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(pairs): Pairs,
) -> Result<Response> {
    let (mut query, problems) =
        organisation::asked(&code, &Values::from(pairs), &Zone::of(&app.door));
    if let Some(problem) = problems.iter().next() {
        let refusal = common::MALFORMED.refuse().with("problem", &problem.text);
        return Err(refusal.into());
    }
    query.limit = Some(200);
    let mut entries = Vec::new();
    for _ in 0..LOOKS {
        let page: OrganisationHistory = app.door.ask(&caller.call(&app.door), &query).await?;
        entries.extend(page.items);
        query.after = page.next;
        if query.after.is_none() || entries.len() >= CSV_ENTRIES {
            break;
        }
    }
    let is_cut = query.after.is_some() || entries.len() > CSV_ENTRIES;
    entries.truncate(CSV_ENTRIES);
    let text = csv_text(&entries, if is_cut { Ends::Before } else { Ends::AtTheBeginning });
    Ok(files::csv("history.csv", text))
}

/// Where a file of a history ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::history) enum Ends {
    /// With the first act that there is.
    AtTheBeginning,
    /// Before it.
    Before,
}

/// The entries as a file. Each change has a row of its own, so that it can be sorted and counted.
pub(in crate::history) fn csv_text(entries: &[Entry], ends: Ends) -> Vec<u8> {
    let mut sheet = Csv::new(&HEADS);
    for entry in entries {
        let number = entry.number.map(|number| number.to_string()).unwrap_or_default();
        let nothing = [Change { what: String::new(), before: None, after: None }];
        let changes = if entry.changes.is_empty() { &nothing } else { entry.changes.as_slice() };
        for change in changes {
            sheet.push(&[
                number.as_str(),
                &entry.at.rfc3339(),
                &entry.actor_name,
                &entry.sentence,
                &entry.command,
                &entry.through,
                &change.what,
                change.before.as_deref().unwrap_or_default(),
                change.after.as_deref().unwrap_or_default(),
                &entry.request.to_string(),
            ]);
        }
    }
    if ends == Ends::Before {
        let mut last = [""; 10];
        last[3] = messages::FILE_ENDS_EARLY;
        sheet.push(&last);
    }
    sheet.take()
}
