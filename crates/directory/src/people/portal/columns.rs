//! The columns of the list of people: which there are, and which somebody has chosen.

use maud::{Markup, html};
use ui::components::{Checkboxes, Choice, Details, Layout, checkboxes};
use ui::content::Content;
use ui::form::Values;

use super::words::{self, Days};
use crate::people::queries::PersonRow;

/// The field of the address that names a column; once for each.
pub(super) const FIELD: &str = "columns";

/// A column that can be shown beside the name.
pub(super) struct Shown {
    /// Its name in addresses; stable for ever.
    pub(super) key: &'static str,
    /// Its head.
    pub(super) title: &'static str,
    /// Whether it is shown if nobody says otherwise.
    is_usual: bool,
    /// Whether the list can be sorted by it, under its name.
    pub(super) is_sortable: bool,
    /// What it says of a person.
    pub(super) cell: fn(&PersonRow, &Days) -> Content,
}

const fn column(
    key: &'static str,
    title: &'static str,
    is_usual: bool,
    cell: fn(&PersonRow, &Days) -> Content,
) -> Shown {
    Shown { key, title, is_usual, is_sortable: false, cell }
}

impl Shown {
    const fn sortable(self) -> Self {
        Self { is_sortable: true, ..self }
    }
}

/// The columns, in the order in which they stand.
static COLUMNS: [Shown; 9] = [
    column("email", "Email", true, |row, _| words::email(&row.address).into()),
    column("job-title", "Job title", true, |row, _| text(row.job_title.as_deref())),
    column("department", "Department", false, |row, _| text(row.department.as_deref())),
    column("staff-number", "Staff number", false, |row, _| text(row.staff_number.as_deref())),
    column("given-name", "Given name", false, |row, _| text(Some(&row.given_name))),
    column("family-name", "Family name", false, |row, _| text(Some(&row.family_name))),
    column("account", "Account", true, |row, _| words::state_tag(row.state).into()),
    column("created", "Created", true, |row, days| days.day(Some(&row.created_at)).into())
        .sortable(),
    column("last-used", "Last used", false, |row, days| last_used(row, days).into()).sortable(),
];

fn text(text: Option<&str>) -> Content {
    words::or_none(text).into()
}

fn last_used(row: &PersonRow, days: &Days) -> Markup {
    match &row.last_activity_at {
        Some(at) => days.day(Some(at)),
        None => html! { "Not yet" },
    }
}

/// The columns that the address names, in their own order; the usual ones if it names none.
pub(super) fn chosen(values: &Values) -> Vec<&'static Shown> {
    let named = values.all(FIELD);
    let chosen: Vec<&Shown> =
        COLUMNS.iter().filter(|column| named.iter().any(|name| name == column.key)).collect();
    if chosen.is_empty() {
        COLUMNS.iter().filter(|column| column.is_usual).collect()
    } else {
        chosen
    }
}

/// Whether these are the ones that need not be named.
pub(super) fn are_usual(chosen: &[&Shown]) -> bool {
    let is_chosen = |column: &Shown| chosen.iter().any(|other| other.key == column.key);
    COLUMNS.iter().all(|column| is_chosen(column) == column.is_usual)
}

/// Asks which columns are shown.
pub(super) fn question(shown: &[&Shown]) -> Details {
    let boxes = checkboxes(&Checkboxes {
        name: FIELD.to_owned(),
        legend: Some("Columns beside the name".into()),
        choices: COLUMNS.iter().map(|column| Choice::new(column.key, column.title)).collect(),
        values: shown.iter().map(|column| column.key.to_owned()).collect(),
        layout: Layout::Small,
        ..Checkboxes::default()
    });
    Details { summary: "Choose columns".to_owned(), body: boxes.into(), ..Details::default() }
}
