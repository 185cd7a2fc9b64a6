//! The cases of an organisation, and of all that one looks after.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    Column, EmptyState, Filters, Heading, Pagination, Select, SelectOption, Table, TableLayout,
    empty_state, filters, heading, pagination, table,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use crate::compromise::model::State as Stands;
use crate::compromise::{CasePage, CompromiseCases};

const TITLE: &str = "Compromised accounts";

/// Of an organisation.
pub(super) async fn of_organisation(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, Some(code), &values).await
}

/// Of all.
pub(super) async fn of_nation(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, None, &values).await
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    organisation: Option<String>,
    values: &Values,
) -> Result<PageResponse> {
    let query = CompromiseCases {
        organisation,
        state: Stands::named(values.one("state")),
        after: values.one("after").parse().ok(),
        limit: None,
    };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let here = match &query.organisation {
        Some(code) => format!("/o/{code}/compromised"),
        None => "/national/compromised".to_owned(),
    };
    let above = match (&query.organisation, &found.organisation_name) {
        (Some(code), Some(name)) => Link::new(name.as_str(), format!("/o/{code}")),
        _ => Link::new("National", "/national"),
    };
    let stands = query.state.unwrap_or(Stands::Contained);
    let body = html! {
        (heading(&Heading { caption: found.organisation_name.clone(), ..Heading::page(TITLE) }))
        p { "Accounts that somebody else got into. A case is opened on the person's page, and closed when everything is proved." }
        (filters(&choices(&here, stands)))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: match stands {
                    Stands::Contained => "No account is shut",
                    Stands::Recovering => "Nobody is beginning again",
                    Stands::Closed => "No case was closed here",
                }.to_owned(),
                help: "If somebody else may use an account, shut it on the person's page.".into(),
                action: None,
            }))
        } @else {
            (lines(&found, query.organisation.is_none(), &zone))
        }
        (pagination(&Pagination {
            next: found.next.map(|next| {
                Link::new("", format!("{here}?state={}&after={next}", stands.name()))
            }),
            name: "Pages of compromised accounts".to_owned(),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: query.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![above],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn choices(here: &str, stands: Stands) -> Filters {
    let all = [Stands::Contained, Stands::Recovering, Stands::Closed];
    Filters {
        action: here.to_owned(),
        name: "Filter compromised accounts".to_owned(),
        selects: vec![Select {
            name: "state".to_owned(),
            label: "Where it stands".into(),
            options: all.map(|state| SelectOption::new(state.name(), state.words())).into(),
            value: stands.name().to_owned(),
            ..Select::default()
        }],
        ..Filters::default()
    }
}

fn lines(found: &CasePage, with_organisation: bool, zone: &Zone) -> Markup {
    let rows = found.items.iter().map(|case| {
        let who = match (&case.name, &case.organisation, case.person) {
            (Some(name), Some(code), Some(person)) => {
                let page = format!("/o/{code}/people/{person}/compromised");
                Content::Markup(link(&Link::new(name.as_str(), page))).into()
            }
            _ => "Somebody who is no longer here".into(),
        };
        let mut cells = vec![
            who,
            case.address.as_deref().unwrap_or_default().into(),
            case.found.words().into(),
            Content::Markup(zone.minute_element(case.opened_at.micros())).into(),
            match case.closed_at {
                Some(closed_at) => Content::Markup(zone.minute_element(closed_at.micros())).into(),
                None => "Open".into(),
            },
        ];
        if with_organisation {
            cells.insert(2, case.organisation.as_deref().unwrap_or_default().into());
        }
        cells
    });
    let mut columns: Vec<Column> =
        ["Who", "Email address", "Noticed", "Shut", "Closed"].map(Column::text).into();
    if with_organisation {
        columns.insert(2, Column::text("Organisation"));
    }
    table(&Table {
        caption: "Compromised accounts, the latest first".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
