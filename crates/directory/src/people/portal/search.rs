//! Finding somebody in every organisation one looks after. Whoever is the only one found is opened at once.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Column, EmptyState, Filters, SearchInput, Table, TableLayout, empty_state, filters, table,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, Width};
use ui::link::{Link, link};

use super::{part, problems_of, title, words};
use crate::people::queries::{SearchPeople, SearchResult, SearchRow};

/// Where it is.
pub(super) const ADDRESS: &str = "/o/search";
/// The field of the search.
const SEARCH: &str = "search";
const TITLE: &str = "Search your organisations";

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<Response> {
    let search = values.one(SEARCH).to_owned();
    // Asked in any case, so that the page is for those only who look after somebody.
    let asked =
        app.door.ask(&caller.call(&app.door), &SearchPeople { search: search.clone() }).await;
    let (found, problems) = match asked {
        Ok(found) => (Some(found), Problems::new()),
        Err(error) => {
            let problems = problems_of(error)?;
            (None, if search.trim().is_empty() { Problems::new() } else { problems })
        }
    };
    if let Some(SearchResult { items, is_more: false }) = &found
        && let [only] = items.as_slice()
    {
        return Ok(Redirect::to(&address_of(only)).into_response());
    }
    let body = html! {
        (title(TITLE, ""))
        (filters(&form(&search, &problems)))
        @if let Some(found) = &found { (results(found)) }
    };
    let page = frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("Manage", "/o")],
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    });
    Ok(page.into_response())
}

fn form(search: &str, problems: &Problems) -> Filters {
    Filters {
        action: ADDRESS.to_owned(),
        name: TITLE.to_owned(),
        search: Some(SearchInput {
            name: SEARCH.to_owned(),
            label: "Name, former name, staff number or email address".into(),
            hint: Some("The beginning of any part of a name, a whole staff number, or a whole email address".into()),
            error: problems.of(SEARCH),
            value: search.to_owned(),
            ..SearchInput::default()
        }),
        ..Filters::default()
    }
}

fn address_of(row: &SearchRow) -> String {
    format!("/o/{}/people/{}", part(&row.organisation), row.id)
}

fn results(found: &SearchResult) -> Markup {
    let rows = found.items.iter().map(|row| {
        vec![
            link(&Link::new(row.display_name.as_str(), address_of(row))).into(),
            words::email(&row.address).into(),
            words::or_none(row.job_title.as_deref()).into(),
            format!("{} ({})", row.organisation_name, row.organisation).into(),
            words::state_tag(row.state).into(),
        ]
    });
    html! {
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No one matches".to_owned(),
                help: "Check the spelling, or use fewer letters. People of other organisations are found under Find people, deleted ones in the list of their organisation.".into(),
                action: Some(Link::new("Find people", "/people")),
            }))
        } @else {
            (table(&Table {
                caption: "People who were found".to_owned(),
                caption_hidden: true,
                columns: ["Name", "Email", "Job title", "Organisation", "Account"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        @if found.is_more { p { "There may be more people. Type more of the name to find them." } }
    }
}
