//! `/national/tenant/release`: what was restored, and the release.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use kernel::db::Reader;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Fault, Kind, Result};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Heading, NotificationBanner, SummaryList, SummaryRow, Tag, TagColour, button, heading,
    notification_banner, summary_list, tag,
};
use ui::form::{Problems, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::when::Zone;

use super::commands::ReleaseRestored;
use super::queries::{ReleaseState, ReleaseView};

const HERE: &str = "/national/tenant/release";
const TITLE: &str = "Sending to Microsoft 365 after a restore";

/// The page of the slice.
pub(super) fn routes() -> Router<App> {
    Router::new().route("/national/tenant/release", get(show).post(release))
}

/// What platform administrators see on every page while it is held.
///
/// # Errors
/// If the database does not answer.
pub async fn release_notice(reader: &mut Reader) -> Result<Option<Markup>, Fault> {
    if !super::is_held(reader).await? {
        return Ok(None);
    }
    Ok(Some(notification_banner(&NotificationBanner {
        title_id: "restored-title".to_owned(),
        heading: "This service was restored from a backup".to_owned(),
        body: html! {
            p { "Nothing is sent to Microsoft 365 until two platform administrators " a.nhsuk-notification-banner__link href=(HERE) { "release it" } "." }
        }
        .into(),
        ..NotificationBanner::default()
    })))
}

async fn show(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    let view = app.door.ask(&caller.call(&app.door), &ReleaseState {}).await?;
    Ok(page(&app, &frame, &view, &Problems::new()))
}

async fn release(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    let problems = match app.door.perform(caller.call(&app.door), ReleaseRestored {}).await {
        Ok(_) => return Ok(Redirect::to(HERE).into_response()),
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => {
            let mut problems = Problems::new();
            problems.add_general(refusal.text.clone());
            problems
        }
        Err(error) => return Err(error),
    };
    let view = app.door.ask(&caller.call(&app.door), &ReleaseState {}).await?;
    Ok(page(&app, &frame, &view, &problems).into_response())
}

fn page(app: &App, frame: &Frame, view: &ReleaseView, problems: &Problems) -> PageResponse {
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![
            Link::new("National", "/national"),
            Link::new("Connection to Microsoft 365", "/national/tenant"),
        ],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (heading(&Heading::page(TITLE)))
            @if view.held { (held(app, frame, view)) } @else {
                p { "Nothing is held back. Either the records were never put back from a backup, or two people have released sending since." }
            }
        },
        ..Page::default()
    })
}

fn held(app: &App, frame: &Frame, view: &ReleaseView) -> Markup {
    let zone: std::sync::Arc<Zone> = app.door.ports().port().unwrap_or_default();
    let since = view.since.as_deref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let now = app.door.clock().now().micros();
    let since = since.map_or_else(String::new, |at| zone.in_words(at.as_microsecond(), now));
    let cause = match view.cause.as_deref() {
        Some("restored") => "They were put back from a backup",
        Some("behind") => "They hold less than the signed checkpoints kept outside the database",
        _ => "They are not the ones this installation remembers",
    };
    let lost = match view.lost {
        0 => "None that a signed checkpoint knows of".to_owned(),
        1 => "1".to_owned(),
        lost => lost.to_string(),
    };
    let released = if view.released_by.is_empty() {
        "Nobody yet".to_owned()
    } else {
        view.released_by.join(", ")
    };
    let rows = vec![
        SummaryRow::new("Sending", tag(&Tag::new("Held", TagColour::Red))),
        SummaryRow::new("Since", since),
        SummaryRow::new("What happened to the records", cause),
        SummaryRow::new("Changes that are lost", lost),
        SummaryRow::new("Released by", released),
    ];
    html! {
        p { "The records of this service are older than what Microsoft 365 shows. Bringing Microsoft 365 in line with them would undo there what people did in the meantime." }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (heading(&Heading::part("Before you release")))
        ul.nhsuk-list.nhsuk-list--bullet {
            li { "look at what would be sent: " a href="/national/tenant" { "the queue" } ", and the page On the way of each organisation" }
            li { "enter again what was done since the backup and is missing here, first of all people who left" }
            li { "tell organisations that everybody has to sign in again, and that start codes and tokens from before are void" }
        }
        @if view.released_by_caller {
            p { "You have released it. Nothing is sent until another platform administrator releases it, too." }
        } @else {
            p { "Two platform administrators have to release it, each by themselves. It counts from whoever was one before the records were put back, or was given the role by the operator of the service since, and signs in with a password that nobody else has set or reset since." }
            (form(frame, &ui::form::Form {
                action: HERE.to_owned(),
                body: button(&Button { prevent_double_click: true, ..Button::warning("Release sending") }),
                ..ui::form::Form::default()
            }))
        }
    }
}
