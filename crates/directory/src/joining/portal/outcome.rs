//! What came of acts that were done in one run, a line for each.

use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::components::{Column, Table, Tag, TagColour, table, tag};

/// What came of one of them.
pub(super) struct Outcome {
    /// What it was about, as a link or a name.
    pub(super) what: Markup,
    /// What was done, or why it was not.
    pub(super) words: Result<String, String>,
}

/// What somebody reads of an act that was refused; a fault is ours and ends the run.
pub(super) fn words_of(error: Error) -> Result<String> {
    match error {
        Error::Refused(refusal) => Ok(match refusal.fields.first() {
            Some(field) => field.text.clone().into_owned(),
            None => refusal.text.into_owned(),
        }),
        fault => Err(fault),
    }
}

/// The lines as a table, those that were not done first: somebody has to look at them.
pub(super) fn outcomes(caption: &str, what: &str, outcomes: &[Outcome]) -> Markup {
    let (done, not): (Vec<&Outcome>, Vec<&Outcome>) =
        outcomes.iter().partition(|outcome| outcome.words.is_ok());
    let rows = not.into_iter().chain(done).map(|outcome| {
        let (state, words) = match &outcome.words {
            Ok(words) => (Tag::new("Done", TagColour::Green), words),
            Err(words) => (Tag::new("Not done", TagColour::Red), words),
        };
        vec![outcome.what.clone().into(), tag(&state).into(), words.as_str().into()]
    });
    html! {
        (table(&Table {
            caption: caption.to_owned(),
            columns: [what, "Outcome", "What happened"].map(Column::text).into(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Table::default()
        }))
    }
}

/// "38 of 40 done."
pub(super) fn summary(outcomes: &[Outcome]) -> String {
    let done = outcomes.iter().filter(|outcome| outcome.words.is_ok()).count();
    format!("{done} of {} done.", outcomes.len())
}
