//! `/me/requests`: what somebody asked for, or what was asked for them.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Filters, Pagination, Select, SelectOption, Table, button,
    empty_state, filters, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{part, title, typed, words};
use crate::requests::model::State as Stands;
use crate::requests::queries::{MyRequests, RequestLine, RequestPage};

/// A value for the filter of every state.
const ALL: &str = "all";

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let wanted = typed(&values, "state").unwrap_or_else(|| "live".to_owned());
    let query = MyRequests {
        state: Some(wanted.clone()).filter(|wanted| wanted != ALL),
        after: values.one("after").parse().ok(),
        limit: None,
    };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = words::zone(&app.door);
    let body = html! {
        (title("My requests", ""))
        (button(&Button::primary("Ask for something").to("/ask")))
        (filters(&filters_of(&wanted)))
        (rows(&found, &wanted, &zone))
        (pages(&query, &wanted, &found))
    };
    Ok(frame.page(Page {
        title: "My requests".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn filters_of(wanted: &str) -> Filters {
    let general = [("live", "Not over"), ("over", "Over"), (ALL, "All")];
    let options = general.iter().map(|(value, text)| SelectOption::new(*value, *text));
    let states =
        Stands::ALL.iter().map(|state| SelectOption::new(state.name(), words::state_name(*state)));
    Filters {
        action: "/me/requests".to_owned(),
        name: "Filter requests".to_owned(),
        selects: vec![Select {
            name: "state".to_owned(),
            label: "State".into(),
            options: options.chain(states).collect(),
            value: wanted.to_owned(),
            ..Select::default()
        }],
        clear: (wanted != "live").then(|| "/me/requests".to_owned()),
        ..Filters::default()
    }
}

fn rows(found: &RequestPage, wanted: &str, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        let is_filtered = wanted != "live";
        return empty_state(&EmptyState {
            text: if is_filtered {
                "No requests match this filter"
            } else {
                "Nothing that you asked for is open"
            }
            .to_owned(),
            help: if is_filtered {
                "Change or clear the filter."
            } else {
                "What you ask for appears here until it is done."
            }
            .into(),
            action: (!is_filtered).then(|| Link::new("Ask for something", "/ask")),
        });
    }
    let rows = found.items.iter().map(|line| {
        vec![
            what(line).into(),
            words::name(&line.asked_for).into(),
            words::state(line.state).into(),
            words::day(zone, line.asked_at).into(),
            words::day(zone, line.since).into(),
        ]
    });
    table(&Table {
        caption: "My requests".to_owned(),
        caption_hidden: true,
        columns: ["Request", "For", "State", "Asked", "Since"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// The kind with the line of it, leading to its page.
pub(super) fn what(line: &RequestLine) -> Markup {
    html! {
        (link(&Link::new(line.title.as_str(), format!("/requests/{}", line.request)).about(line.summary.as_str())))
        @if !line.summary.is_empty() { span aria-hidden="true" { ": " (line.summary) } }
    }
}

fn pages(query: &MyRequests, wanted: &str, found: &RequestPage) -> Markup {
    let at = |after: &str| format!("/me/requests?state={}{after}", part(wanted));
    let previous = query.after.is_some().then(|| Link::new("first page", at("")));
    let next = found.next.map(|next| Link::new("", at(&format!("&after={next}"))));
    pagination(&Pagination { previous, next, ..Pagination::default() })
}
