//! Acts as a table: when, what in a sentence, and behind it each change.

use maud::{Markup, html};
use ui::components::{
    Cell, Column, Details, EmptyState, Table, TableLayout, details, empty_state, table,
};

use super::super::queries::{Change, Entry};
use crate::moments::Zone;

/// What stands in the audit in place of a secret.
const SECRET: &str = "(secret)";

/// The entries, newest first.
pub(super) fn table_of(entries: &[Entry], is_numbered: bool, zone: &Zone) -> Markup {
    if entries.is_empty() {
        return empty_state(&EmptyState {
            text: "Nothing to show".to_owned(),
            help: "No act matches here. There may be older ones, or others with other filters."
                .into(),
            action: None,
        });
    }
    let mut columns = vec![Column::text("When"), Column::text("What was done")];
    if is_numbered {
        columns.insert(0, Column::numeric("Number"));
    }
    let rows = entries.iter().map(|entry| {
        let mut cells = vec![
            Cell { content: zone.minute_element(entry.at).into(), no_wrap: true },
            Cell::from(what(entry, zone)),
        ];
        if is_numbered {
            let number = entry.number.map(|number| number.to_string()).unwrap_or_default();
            cells.insert(0, number.into());
        }
        cells
    });
    table(&Table {
        caption: "Acts, newest first".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

/// Keys and secrets tell people nothing; the file and the API have every change.
pub(super) fn is_for_people(change: &Change) -> bool {
    let values = [&change.before, &change.after].into_iter().flatten();
    let mut unreadable =
        values.filter(|value| *value == SECRET || value.parse::<uuid::Uuid>().is_ok());
    unreadable.next().is_none()
}

/// The sentence, and below it each change and the key for the service desk.
fn what(entry: &Entry, zone: &Zone) -> Markup {
    html! {
        p { (entry.sentence) }
        (details(&Details {
            summary: "Details".to_owned(),
            body: html! {
                ul.nhsuk-list.nhsuk-list--bullet {
                    @for change in entry.changes.iter().filter(|change| is_for_people(change)) {
                        li {
                            (change.what) ": "
                            @match (said(&change.before, zone), said(&change.after, zone)) {
                                (Some(before), Some(after)) => { (before) " → " (after) },
                                (None, Some(after)) => (after),
                                (Some(before), None) => { (before) " → nothing" },
                                (None, None) => "nothing",
                            }
                        }
                    }
                    li { "Command: " (entry.command) ", through " (entry.through) }
                    li { "Reference: " (entry.request) }
                }
                @if entry.can_undo {
                    p { (ui::link::link(&ui::Link::new("Undo this", format!("/history/{}/undo", entry.act)).about(&entry.sentence))) }
                }
            }.into(),
            ..Details::default()
        }))
    }
}

/// A value as people read it: a moment in their zone, everything else as it is.
pub(super) fn said(value: &Option<String>, zone: &Zone) -> Option<String> {
    let value = value.as_ref()?;
    let moment = value.contains('T').then(|| value.parse::<jiff::Timestamp>().ok()).flatten();
    Some(match moment {
        Some(at) => zone.minute(kernel::clock::Timestamp::from_micros(at.as_microsecond())),
        None => value.clone(),
    })
}
