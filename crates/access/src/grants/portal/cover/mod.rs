//! `/me/cover`: who stands in for oneself, and for whom one stands in.

mod arrange;
mod card;

use axum::Router;
use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    BannerKind, Button, Cell, Column, EmptyState, Heading, NotificationBanner, Table, TableLayout,
    button, empty_state, heading, notification_banner, table,
};
use ui::form::{Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::email;

use super::super::commands::EndCover;
use super::super::queries::{CoverLine, Covers, MyCover};
use crate::forms;
use crate::moments::{self, Zone};

pub(super) use card::card;

/// The page that lists cover.
const LIST: &str = "/me/cover";
/// The page on which it is arranged.
pub(super) const ARRANGE: &str = "/me/cover/new";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/me/cover", get(page))
        .route("/me/cover/new", get(arrange::page).post(arrange::posted))
        .route("/me/cover/end", post(end))
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    let notices = match Values::from(pairs).one("done") {
        "arranged" => Some("The cover was arranged. It begins and ends by itself."),
        "ended" => Some("The cover was ended."),
        _ => None,
    };
    let notices = notices.map(|text| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: text.into(),
            ..NotificationBanner::default()
        })
    });
    shown(&app, &caller, &frame, notices, Width::Full, false).await
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    notices: Option<Markup>,
    width: Width,
    error: bool,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &MyCover {}).await?;
    let zone = Zone::of(&app.door);
    Ok(frame.page(Page {
        title: "Cover".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width,
        notices,
        error,
        body: body(frame, &found, &zone),
        ..Page::default()
    }))
}

async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let cover = values.one("cover").parse().unwrap_or_default();
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    match app.door.perform(call, EndCover { cover }).await {
        Ok(_) => Ok(Redirect::to(&format!("{LIST}?done=ended")).into_response()),
        Err(error) => {
            let problems: Problems = forms::shown(error)?;
            let page = shown(&app, &caller, &frame, problems.summary(), Width::Full, true).await?;
            Ok(page.into_response())
        }
    }
}

fn body(frame: &Frame, found: &Covers, zone: &Zone) -> Markup {
    html! {
        (heading(&Heading::page("Cover while somebody is away")))
        @if found.roles.is_empty() {
            p { "You hold no role that a colleague could stand in for." }
        } @else {
            p {
                "While you are away, a colleague can stand in for you with your roles, for up to "
                (found.days) " days at a time and " (found.days_a_year) " days in a year."
            }
            (button(&Button::primary("Arrange cover").to(ARRANGE)))
        }
        (heading(&Heading::part("Who stands in for me")))
        (lines(frame, &found.for_me, zone, "Who stands in for me", "Nobody stands in for you", "What you arrange appears here until it is over."))
        (heading(&Heading::part("For whom I stand in")))
        (lines(frame, &found.by_me, zone, "For whom I stand in", "You stand in for nobody", "When a colleague chooses you, you get a letter, and it appears here."))
    }
}

fn lines(
    frame: &Frame,
    lines: &[CoverLine],
    zone: &Zone,
    caption: &str,
    none: &str,
    help: &str,
) -> Markup {
    if lines.is_empty() {
        return empty_state(&EmptyState { text: none.to_owned(), help: help.into(), action: None });
    }
    let mut columns: Vec<Column> = ["Name", "Roles", "From", "To"].map(Column::text).into();
    columns.push(Column::hidden("Actions"));
    let rows = lines.iter().map(|line| {
        let end = Button {
            prevent_double_click: true,
            ..Button::secondary(format!("End cover with {}", line.name))
        };
        let end = form(
            frame,
            &ui::form::Form {
                action: "/me/cover/end".to_owned(),
                hidden: vec![
                    ("cover".to_owned(), line.cover.to_string()),
                    ("version".to_owned(), line.version.to_string()),
                ],
                body: button(&end),
                ..ui::form::Form::default()
            },
        );
        vec![
            Cell::from(html! { (line.name) br; (email(&line.address)) }),
            Cell::from(html! {
                ul.nhsuk-list { @for role in &line.roles { li { (role) } } }
            }),
            Cell::from(html! {
                (zone.day_element(line.starts_at))
                @if !line.is_live { " (not yet)" }
            }),
            zone.day_element(moments::last_day(line.ends_at)).into(),
            end.into(),
        ]
    });
    table(&Table {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
