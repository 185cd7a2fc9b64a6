//! An organisation's history as a CSV file. Moments are in UTC, as programs read them.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::{Fault, Result, messages as common};
use ui::form::Values;

use super::super::messages;
use super::super::queries::{Change, Entry, OrganisationHistory};
use super::{Pairs, organisation};
use crate::files::{self, harmless};
use crate::moments::Zone;

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
    let text = csv_text(&entries, if is_cut { Ends::Before } else { Ends::AtTheBeginning })?;
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
pub(in crate::history) fn csv_text(entries: &[Entry], ends: Ends) -> Result<Vec<u8>, Fault> {
    let broken = |error: csv::Error| Fault::defect("writing a history file").because(error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record([
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
        ])
        .map_err(broken)?;
    for entry in entries {
        let number = entry.number.map(|number| number.to_string()).unwrap_or_default();
        let nothing = [Change { what: String::new(), before: None, after: None }];
        let changes = if entry.changes.is_empty() { &nothing } else { entry.changes.as_slice() };
        for change in changes {
            let record = [
                number.as_str(),
                &entry.at.rfc3339(),
                &harmless(&entry.actor_name),
                &harmless(&entry.sentence),
                &harmless(&entry.command),
                &entry.through,
                &harmless(&change.what),
                &harmless(change.before.as_deref().unwrap_or_default()),
                &harmless(change.after.as_deref().unwrap_or_default()),
                &entry.request.to_string(),
            ];
            writer.write_record(record).map_err(broken)?;
        }
    }
    if ends == Ends::Before {
        let mut last = [""; 10];
        last[3] = messages::FILE_ENDS_EARLY;
        writer.write_record(last).map_err(broken)?;
    }
    writer
        .into_inner()
        .map_err(|error| Fault::defect("finishing a history file").because(error.to_string()))
}
