//! `/o/CODE/on-the-way`: what is not live yet, why, and trying again.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use facts::directory::OrganisationCoded;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages::NOT_FOUND};
use maud::{Markup, html};
use serde::Deserialize;
use ui::Link;
use ui::components::{
    Button, Cell, Column, EmptyState, Heading, NotificationBanner, Pagination, Table, button,
    empty_state, heading, notification_banner, pagination, table, tag,
};
use ui::form::{Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};

use super::words::{self, Moments};
use crate::shadow::commands::Retry;
use crate::shadow::queries::{OnTheWay, OnTheWayPage, Stage, WayItem};

/// What the address of the list carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    after: Option<String>,
}

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, &code, asked.after, None).await
}

pub(super) async fn retry(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let person = values.one("person").parse().map_err(|_| NOT_FOUND.refuse())?;
    match app.door.perform(caller.call(&app.door), Retry { person }).await {
        Ok(_) => Ok(Redirect::to(&address(&code)).into_response()),
        // It went live while the page was open, or will never go: say so above the list.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => {
            let page = shown(&app, &caller, &frame, &code, None, Some(refusal.text.to_string()));
            Ok(page.await?.into_response())
        }
        Err(error) => Err(error),
    }
}

fn address(code: &str) -> String {
    format!("/o/{}/on-the-way", wire::graph::query::encode(code))
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: &str,
    after: Option<String>,
    notice: Option<String>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let query = OnTheWay { organisation: code.to_owned(), after, limit: None };
    let page = app.door.ask(&call, &query).await?;
    let place = app.door.reader().await?.ask(OrganisationCoded(code.to_owned())).await?;
    let name = place.map_or_else(|| code.to_owned(), |place| place.name);
    let moments = Moments::of(&app.door);
    let next = page.next.as_deref().map(|next| format!("{}?after={next}", address(code)));
    let body = html! {
        (heading(&Heading { caption: Some(name.clone()), ..Heading::page("On the way to Microsoft 365") }))
        @if page.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Everything is live in Microsoft 365.".to_owned(),
                help: "A change appears here from the moment it is saved until Microsoft 365 shows it.".into(),
                action: None,
            }))
        } @else {
            p { (totals(&page, &moments)) }
            (table(&Table {
                caption: "Not live in Microsoft 365 yet, oldest first".to_owned(),
                columns: ["Name", "State", "Saved", "What is in the way"]
                    .map(Column::text)
                    .into_iter()
                    .chain([Column::hidden("Actions")])
                    .collect(),
                rows: page.items.iter().map(|item| row(frame, code, item, page.can_retry, &moments)).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination {
                next: next.map(|href| Link::new("", href)),
                ..Pagination::default()
            }))
        }
    };
    let notices = notice.map(|text| {
        notification_banner(&NotificationBanner {
            body: text.into(),
            ..NotificationBanner::default()
        })
    });
    let home = format!("/o/{}", wire::graph::query::encode(code));
    Ok(frame.page(Page {
        title: "On the way to Microsoft 365".to_owned(),
        caption: name.clone(),
        breadcrumbs: vec![Link::new(name, home)],
        width: Width::Full,
        notices,
        body,
        ..Page::default()
    }))
}

fn totals(page: &OnTheWayPage, moments: &Moments) -> String {
    let mut words = format!(
        "Saved here: {}. On their way: {}. Not accepted: {}.",
        words::count(page.waiting),
        words::count(page.sent),
        words::count(page.refused)
    );
    if let Some(oldest) = &page.oldest {
        words.push_str(&format!(" The oldest was saved at {}.", moments.say(oldest)));
    }
    words
}

fn row(frame: &Frame, code: &str, item: &WayItem, can_retry: bool, moments: &Moments) -> Vec<Cell> {
    let code = wire::graph::query::encode(code);
    let person = Link::new(item.name.as_str(), format!("/o/{code}/people/{}", item.person));
    let name = html! { (ui::link::link(&person)) br; (item.address) };
    let problem = item.problem.clone().unwrap_or_else(|| match item.stage {
        Stage::Saved => "Nothing. It is sent next.".to_owned(),
        _ => "Nothing. We look whether it has arrived.".to_owned(),
    });
    let saved = Cell { content: moments.say(&item.saved_at).into(), no_wrap: true };
    vec![
        name.into(),
        tag(&words::tag(item.stage)).into(),
        saved,
        problem.into(),
        if can_retry && item.problem.is_some() {
            try_again(frame, &code, item)
        } else {
            html! {}
        }
        .into(),
    ]
}

/// The button beside a problem.
fn try_again(frame: &Frame, code: &str, item: &WayItem) -> Markup {
    let button = button(&Button {
        small: true,
        hidden: format!("for {}", item.name),
        prevent_double_click: true,
        ..Button::secondary("Try again")
    });
    form(
        frame,
        &ui::form::Form {
            action: format!("/o/{code}/on-the-way/retry"),
            hidden: vec![("person".to_owned(), item.person.to_string())],
            body: button,
            ..ui::form::Form::default()
        },
    )
}
