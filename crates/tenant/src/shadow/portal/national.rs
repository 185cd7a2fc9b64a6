//! `/national/tenant`: the queue, the connection, pause and resume.

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::{Markup, html};
use serde::Deserialize;
use ui::Link;
use ui::components::{
    BannerKind, Button, Heading, Input, NotificationBanner, SummaryList, SummaryRow, Tag,
    TagColour, button, heading, input, notification_banner, summary_list, tag,
};
use ui::form::{Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};

use super::words::{self, Moments};
use crate::graph::Connection;
use crate::shadow::commands::{Pause, Resume};
use crate::shadow::queries::{Overview, OverviewView};

const HERE: &str = "/national/tenant";
const TITLE: &str = "Connection to Microsoft 365";

/// What the address carries.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    check: Option<String>,
}

pub(super) async fn show(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<Asked>,
) -> Result<PageResponse> {
    let view = app.door.ask(&caller.call(&app.door), &Overview {}).await?;
    let checked = if asked.check.is_some() { Some(checked(&app).await) } else { None };
    Ok(page(&app, &frame, &view, checked, false))
}

/// Asks Microsoft 365 for its name; the caller was found to be allowed to see the connection.
async fn checked(app: &App) -> Markup {
    let (kind, heading, body) = match app.door.ports().port::<Connection>() {
        Err(_) => (
            BannerKind::Important,
            "There is no connection",
            "Enter the address, the application and its secret in the settings, then start the service again.".to_owned(),
        ),
        Ok(connection) => match connection.check().await {
            Ok(name) => (
                BannerKind::Success,
                "The connection works",
                format!("Microsoft 365 answered as {name}."),
            ),
            Err(trouble) => (
                BannerKind::Important,
                "The connection does not work",
                format!("Check the address, the application and its secret in the settings. The answer was: {}", trouble.why()),
            ),
        },
    };
    notification_banner(&NotificationBanner {
        kind,
        heading: heading.to_owned(),
        body: body.into(),
        ..NotificationBanner::default()
    })
}

fn page(
    app: &App,
    frame: &Frame,
    view: &OverviewView,
    notices: Option<Markup>,
    error: bool,
) -> PageResponse {
    let moments = Moments::of(&app.door);
    let address = app.door.ports().port::<Connection>().ok();
    let address = address.map(|connection| connection.url().to_owned());
    let is_connected = address.is_some();
    let sending = match (is_connected, view.paused, &view.trouble) {
        (false, ..) => Tag::new("Not connected", TagColour::Grey),
        (_, true, _) => Tag::new("Paused", TagColour::Yellow),
        (_, _, Some(_)) => Tag::new("Having trouble", TagColour::Red),
        _ => Tag::new("Working", TagColour::Green),
    };
    let mut rows = vec![
        SummaryRow::new("Sending", tag(&sending)),
        SummaryRow::new("Address", address.unwrap_or_else(|| "None".to_owned())),
    ];
    if view.paused {
        let since = view.switched_at.as_deref().map(|at| moments.say(at)).unwrap_or_default();
        rows.push(SummaryRow::new("Paused since", since));
        rows.push(SummaryRow::new("Why", view.pause_reason.clone().unwrap_or_default()));
    }
    rows.extend([
        SummaryRow::new("Saved here, not sent yet", words::count(view.waiting)),
        SummaryRow::new("On their way", words::count(view.sent)),
        SummaryRow::new("Not accepted", words::count(view.refused)),
    ]);
    let oldest = view.oldest.as_deref().map(|at| moments.say(at));
    rows.push(SummaryRow::new(
        "Oldest saved",
        oldest.unwrap_or_else(|| "Nothing waits".to_owned()),
    ));
    let trouble = match (&view.trouble, &view.trouble_at) {
        (Some(words), Some(at)) => format!("{}: {words}", moments.say(at)),
        _ => "None since it last worked".to_owned(),
    };
    rows.push(SummaryRow::new("Last error", trouble));
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices,
        error,
        body: html! {
            (heading(&Heading::page(TITLE)))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            (button(&Button::secondary("Check the connection").to(format!("{HERE}?check=yes"))))
            (switch(frame, view))
        },
        ..Page::default()
    })
}

fn above() -> Vec<Link> {
    vec![Link::new("National", "/national")]
}

fn switch(frame: &Frame, view: &OverviewView) -> Markup {
    html! {
        @if view.paused {
            (heading(&Heading::part("Resume sending")))
            p { "Everything that was saved meanwhile is sent, the oldest first." }
            (form(frame, &ui::form::Form {
                action: format!("{HERE}/resume"),
                hidden: vec![("version".to_owned(), view.version.to_string())],
                body: button(&Button { prevent_double_click: true, ..Button::primary("Resume sending") }),
                ..ui::form::Form::default()
            }))
        } @else {
            (heading(&Heading::part("Pause sending")))
            p { "You can stop everything that is sent to Microsoft 365. Nothing that people save is lost." }
            (button(&Button::warning("Pause sending").to(format!("{HERE}/pause"))))
        }
    }
}

pub(super) async fn before_pause(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let view = app.door.ask(&caller.call(&app.door), &Overview {}).await?;
    Ok(pause_page(&frame, view.version, &Values::default(), &Problems::new()))
}

fn pause_page(frame: &Frame, version: i64, values: &Values, problems: &Problems) -> PageResponse {
    let mut breadcrumbs = above();
    breadcrumbs.push(Link::new(TITLE, HERE));
    let fields = html! {
        (input(&Input {
            label: "Why are you pausing?".into(),
            hint: Some("Other platform administrators see this. 200 characters at most.".into()),
            ..Input::from(values.field("reason", problems))
        }))
        (button(&Button { prevent_double_click: true, ..Button::warning("Pause sending") }))
    };
    frame.page(Page {
        title: "Pause sending to Microsoft 365".to_owned(),
        breadcrumbs,
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading::page("Pause sending to Microsoft 365")))
            p { "Until somebody resumes:" }
            ul.nhsuk-list.nhsuk-list--bullet {
                li { "people can go on working here, and everything they save is kept" }
                li { "nothing new reaches Microsoft 365: new people cannot use it, and people who are disabled here can still use it" }
                li { "what is being sent at this moment is finished" }
            }
            (form(frame, &ui::form::Form {
                hidden: vec![("version".to_owned(), version.to_string())],
                body: fields,
                ..ui::form::Form::default()
            }))
        },
        ..Page::default()
    })
}

pub(super) async fn pause(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let version: Option<i64> = values.one("version").parse().ok();
    let call = caller.call(&app.door).expecting(version);
    let command = Pause { reason: values.one("reason").to_owned() };
    let Err(error) = app.door.perform(call, command).await else {
        return Ok(Redirect::to(HERE).into_response());
    };
    let problems = problems(error)?;
    // What is stored now, so that a second press means it.
    let view = app.door.ask(&caller.call(&app.door), &Overview {}).await?;
    Ok(pause_page(&frame, view.version, &values, &problems).into_response())
}

pub(super) async fn resume(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let version: Option<i64> = values.one("version").parse().ok();
    let call = caller.call(&app.door).expecting(version);
    let Err(error) = app.door.perform(call, Resume {}).await else {
        return Ok(Redirect::to(HERE).into_response());
    };
    let problems = problems(error)?;
    let view = app.door.ask(&caller.call(&app.door), &Overview {}).await?;
    Ok(page(&app, &frame, &view, problems.summary(), true).into_response())
}

/// What the form is shown with again; everything else is a page of its own.
fn problems(error: Error) -> Result<Problems> {
    let refusal = match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            refusal
        }
        other => return Err(other),
    };
    let mut problems = Problems::new();
    for field in &refusal.fields {
        problems.add(field.field.clone(), field.text.clone());
    }
    if refusal.fields.is_empty() {
        problems.add_general(refusal.text.clone());
    }
    Ok(problems)
}
