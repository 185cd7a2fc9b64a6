//! The people of an organisation: the list with its filters, its columns, and boxes to choose people for a bulk change.

use axum::extract::{Path, Query, State};
use casework::bulk::BulkActs;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Cell, Column, EmptyState, Filters, Pagination, SearchInput, Select,
    SelectOption, SortState, Table, button, button_group, empty_state, filters, pagination, table,
    tick,
};
use ui::form::{Values, hidden_field};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::columns::{self, Shown};
use super::words::Days;
use super::{part, title, typed, unit_choices, words};
use crate::pages::if_allowed;
use crate::people::queries::{Creating, MayCreate, PeopleInOrganisation, PersonPage};

/// The field of the address that names the order.
const SORT: &str = "sort";
/// The order that it has without.
const NAME: &str = "name";

pub(super) fn query(code: &str, values: &Values) -> PeopleInOrganisation {
    PeopleInOrganisation {
        organisation: code.to_owned(),
        search: typed(values, "search"),
        state: typed(values, "state"),
        unit: typed(values, "unit"),
        kind: typed(values, "kind"),
        sort: typed(values, "sort"),
        after: typed(values, "after"),
        limit: None,
    }
}

/// What is looked at: which people, and which columns of them.
pub(super) struct Looking {
    pub(super) query: PeopleInOrganisation,
    pub(super) columns: Vec<&'static columns::Shown>,
}

impl Looking {
    pub(super) fn of(code: &str, values: &Values) -> Self {
        Self { query: query(code, values), columns: columns::chosen(values) }
    }

    /// What the address of the list says, in the order of the form.
    fn fields(&self) -> Vec<(&'static str, String)> {
        let mut fields = self.chosen();
        fields.extend(self.query.sort.clone().map(|sort| (SORT, sort)));
        fields
    }

    /// The same without the order.
    fn chosen(&self) -> Vec<(&'static str, String)> {
        let query = &self.query;
        let filters = [
            ("search", &query.search),
            ("state", &query.state),
            ("unit", &query.unit),
            ("kind", &query.kind),
        ];
        let mut fields: Vec<(&'static str, String)> = filters
            .into_iter()
            .filter_map(|(name, value)| value.clone().map(|value| (name, value)))
            .collect();
        if !columns::are_usual(&self.columns) {
            fields
                .extend(self.columns.iter().map(|column| (columns::FIELD, column.key.to_owned())));
        }
        fields
    }

    /// What stands behind the question mark, without the place of a page.
    fn written(&self) -> String {
        written(&self.fields())
    }

    /// The head of a column by which the list can be sorted: a link to the same list in that order, or, once it is, the
    /// other way round.
    fn head(&self, title: &str, key: &str) -> Column {
        let sort = self.query.sort.as_deref();
        let back = format!("-{key}");
        let is_by_name = key == NAME && sort.is_none_or(|sort| sort == NAME);
        let state = match sort {
            Some(sort) if sort == back => SortState::Descending,
            Some(sort) if sort == key => SortState::Ascending,
            _ if is_by_name => SortState::Ascending,
            _ => SortState::None,
        };
        let mut fields = self.chosen();
        match (key, state) {
            (NAME, _) => {}
            (_, SortState::Ascending) => fields.push((SORT, back)),
            _ => fields.push((SORT, key.to_owned())),
        }
        let start = format!("/o/{}/people", part(&self.query.organisation));
        let to = Some(written(&fields)).filter(|written| !written.is_empty());
        let to = to.map_or_else(|| start.clone(), |written| format!("{start}?{written}"));
        Column::text(title).sorted(to, state)
    }

    /// The address of the list, or of a file of it.
    fn address(&self, suffix: &str, after: Option<&str>) -> String {
        let start = format!("/o/{}/people{suffix}", part(&self.query.organisation));
        let after = after.map(|after| format!("after={}", part(after)));
        let given: Vec<String> = Some(self.written())
            .filter(|written| !written.is_empty())
            .into_iter()
            .chain(after)
            .collect();
        if given.is_empty() { start } else { format!("{start}?{}", given.join("&")) }
    }

    fn is_filtered(&self) -> bool {
        let query = &self.query;
        [&query.search, &query.state, &query.unit, &query.kind]
            .iter()
            .any(|filter| filter.is_some())
    }
}

/// Fields as they stand behind the question mark.
fn written(fields: &[(&'static str, String)]) -> String {
    let given: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}={}", part(value))).collect();
    given.join("&")
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let creating = app.door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let looking = Looking::of(&code, &values);
    let found = app.door.ask(&call, &looking.query).await?;
    let units = unit_choices(&app, &caller, &code, "Any unit").await?;
    let can = if_allowed(app.door.ask(&call, &BulkActs { organisation: code.clone() }).await)?;
    let can_choose = can.is_some_and(|can| !can.acts.is_empty()) && looking.query.kind.is_none();
    let base = format!("/o/{}/people", part(&code));
    let views =
        casework::views::portal::above(&app, &call, &frame, &base, &looking.written()).await?;
    let days = Days::of(&app.door);
    let body = html! {
        (title("People", &creating.organisation_name))
        @if creating.may_create { (button(&Button::primary("Create person").to(format!("{base}/new")))) }
        (filters(&filters_of(&looking, &base, units)))
        (views)
        p { (words::people(found.count, found.is_more)) }
        @if can_choose && !found.items.is_empty() {
            (choosing(&looking, &found, &base, &rows(&looking, &found, &creating, &base, &days, Ticks::Offered)))
        } @else {
            (rows(&looking, &found, &creating, &base, &days, Ticks::None))
        }
        (pages(&looking, &found))
        p {
            (link(&Link::new("Leavers", format!("{base}/leavers")))) ", "
            (link(&Link::new("Deleted people who can be restored", format!("{base}/deleted"))))
            @if can_choose {
                ", " (link(&Link::new("Change many people at once", format!("/o/{}/bulk", part(&code)))))
            }
        }
    };
    Ok(frame.page(Page {
        title: "People".to_owned(),
        caption: creating.organisation.clone(),
        breadcrumbs: vec![Link::new(
            creating.organisation_name.as_str(),
            format!("/o/{}", part(&code)),
        )],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn filters_of(looking: &Looking, base: &str, units: Vec<SelectOption>) -> Filters {
    let query = &looking.query;
    let choice =
        |name: &str, label: &str, options: Vec<SelectOption>, value: &Option<String>| Select {
            name: name.to_owned(),
            label: label.into(),
            options,
            value: value.clone().unwrap_or_default(),
            ..Select::default()
        };
    let states = [
        ("", "All but deleted"),
        ("starting", "Starting"),
        ("active", "Active"),
        ("disabled", "Disabled"),
        ("leaver", "Leavers"),
        ("inactive", "Inactive"),
        ("never-used", "Never signed in since creation"),
        ("deleted", "Deleted"),
    ];
    let kinds = [("", "People"), ("application", "System accounts")];
    let options = |pairs: &[(&str, &str)]| {
        pairs.iter().map(|(value, text)| SelectOption::new(*value, *text)).collect()
    };
    let mut selects = vec![
        choice("state", "Account state", options(&states), &query.state),
        choice("kind", "Kind", options(&kinds), &query.kind),
    ];
    if !units.is_empty() {
        selects.push(choice("unit", "Unit", units, &query.unit));
    }
    Filters {
        action: base.to_owned(),
        name: "Filter people".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Name, former name, staff number or email address".into(),
            value: query.search.clone().unwrap_or_default(),
            ..SearchInput::default()
        }),
        selects,
        more: Some(columns::question(&looking.columns)),
        kept: query.sort.iter().map(|sort| (SORT.to_owned(), sort.clone())).collect(),
        clear: looking.is_filtered().then(|| base.to_owned()),
        actions: vec![
            Link::new("Download as CSV", looking.address(".csv", None)),
            Link::new("Download for Excel", looking.address(".xlsx", None)),
            casework::schedules::portal::offer("People", &looking.address(".csv", None)),
        ],
    }
}

/// Whether rows can be chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ticks {
    Offered,
    None,
}

fn rows(
    looking: &Looking,
    found: &PersonPage,
    creating: &Creating,
    base: &str,
    days: &Days,
    ticks: Ticks,
) -> Markup {
    if found.items.is_empty() {
        let is_filtered = looking.is_filtered();
        let action = (creating.may_create && !is_filtered)
            .then(|| Link::new("Create the first person", format!("{base}/new")));
        let (text, help) = match (is_filtered, creating.is_open) {
            (true, _) => ("No people match these filters", "Change or clear the filters."),
            (false, true) => ("Nobody yet", "People you create appear here."),
            (false, false) => {
                ("Nobody yet", "This organisation is not open, so nobody can be added to it.")
            }
        };
        return empty_state(&EmptyState { text: text.to_owned(), help: help.into(), action });
    }
    let rows = found.items.iter().map(|row| {
        let name = link(&Link::new(row.display_name.as_str(), format!("{base}/{}", row.id)));
        let chosen = looking.columns.iter().map(|column| Cell::from((column.cell)(row, days)));
        let tick = (ticks == Ticks::Offered)
            .then(|| tick("person", &row.id.to_string(), &row.display_name).into());
        std::iter::once(name.into()).chain(chosen).chain(tick).collect()
    });
    let heads = looking.columns.iter().map(|column: &&Shown| {
        if column.is_sortable {
            looking.head(column.title, column.key)
        } else {
            Column::text(column.title)
        }
    });
    let tick = (ticks == Ticks::Offered).then(|| Column::text("Select"));
    table(&Table {
        caption: "People".to_owned(),
        caption_hidden: true,
        columns: std::iter::once(looking.head("Name", NAME)).chain(heads).chain(tick).collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// The rows in a form that leads on with those who are ticked, or with everybody who matches.
fn choosing(looking: &Looking, found: &PersonPage, base: &str, rows: &Markup) -> Markup {
    let press = |which: &str, text: String| {
        button(&Button {
            name: "which".to_owned(),
            value: which.to_owned(),
            kind: ButtonKind::Secondary,
            ..Button::primary(text)
        })
    };
    let all = words::people(found.count, found.is_more);
    html! {
        form action=(format!("{base}/bulk")) method="get" {
            @for (name, value) in looking.fields() { (hidden_field(name, &value)) }
            (rows)
            (button_group(&[
                press("selected", "Change those selected".to_owned()),
                press("all", format!("Change all who match: {all}")),
            ]))
        }
    }
}

fn pages(looking: &Looking, found: &PersonPage) -> Markup {
    let is_further = looking.query.after.is_some();
    let previous = is_further.then(|| Link::new("first page", looking.address("", None)));
    let next = found.next.as_deref().map(|next| Link::new("", looking.address("", Some(next))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}
