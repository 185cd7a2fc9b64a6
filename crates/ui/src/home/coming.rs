//! Parts of *Coming up*: what happens to people on a day to come. Slices contribute them.

use maud::{Markup, html};

use crate::components::{Column, EmptyState, Heading, Table, empty_state, heading, table};
use crate::link::{Link, link};
use crate::when::calendar_day;

/// Something that happens to a person on a day to come, or could not be done on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingLine {
    /// Whose name stands in front.
    pub name: String,
    /// Where it can be looked at and changed.
    pub to: String,
    /// What happens, after the name: "moves from National to Wards".
    pub what: String,
    /// On which day, such as 2027-03-05.
    pub day: String,
    /// Why it could not be done, if its day has come and it was not; a sentence.
    pub trouble: Option<String>,
}

impl ComingLine {
    /// The line in a list: name, what happens, day.
    pub fn told(&self) -> Markup {
        html! {
            (link(&Link::new(self.name.as_str(), self.to.as_str()))) " " (self.what) " on " (calendar_day(&self.day))
        }
    }
}

/// What one slice has to say about the days to come.
#[derive(Clone, Debug)]
pub struct ComingPart {
    /// Place on the page: small numbers first, ties by title.
    pub order: u16,
    /// The heading.
    pub title: String,
    /// What happens, the next first; a bounded number.
    pub lines: Vec<ComingLine>,
    /// What is said where nothing does.
    pub empty: String,
    /// How something comes to stand here.
    pub help: String,
    /// The list that has them all.
    pub all: Link,
}

/// A part with its heading.
pub fn coming(part: &ComingPart) -> Markup {
    html! {
        (heading(&Heading::part(part.title.as_str())))
        @if part.lines.is_empty() {
            (empty_state(&EmptyState { text: part.empty.clone(), help: part.help.as_str().into(), action: None }))
        } @else {
            (lines(part))
        }
    }
}

fn lines(part: &ComingPart) -> Markup {
    let rows = part.lines.iter().map(|line| {
        let what = html! {
            (first_letter_large(&line.what)) @if let Some(trouble) = &line.trouble { ". " (trouble) }
        };
        vec![
            link(&Link::new(line.name.as_str(), line.to.as_str())).into(),
            what.into(),
            calendar_day(&line.day).into(),
        ]
    });
    table(&Table {
        caption: part.title.clone(),
        caption_hidden: true,
        columns: ["Name", "What", "Day"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn first_letter_large(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
