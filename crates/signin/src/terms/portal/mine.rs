//! `/me/terms`: what waits, what one has accepted, and any of it to be read again.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Actor;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    BannerKind, Button, Column, Heading, NotificationBanner, Table, button, heading,
    notification_banner, table,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::reading::{FullText, asked, dated, reading};
use super::{ACCEPT, MINE, TITLE};
use crate::portal::{see_other, shown, titled};
use crate::sessions;
use crate::sessions::portal::{HOME, next};
use crate::terms::commands::By;
use crate::terms::{AcceptTerms, AcceptedItem, MyTerms, OneOfMyTerms, OwnTerms, messages};

/// One's own terms.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MyTerms {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let done = values.has("accepted").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "You have accepted the terms. They count for every application at once.".into(),
            ..NotificationBanner::default()
        })
    });
    let body = html! {
        (titled(TITLE, ""))
        (what_waits(&mine, &zone))
        @if mine.accepted.is_empty() {
            p { "You have not accepted any terms yet." }
        } @else {
            (accepted(&mine.accepted, &zone))
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        notices: done,
        body,
        ..Page::default()
    }))
}

fn what_waits(mine: &OwnTerms, zone: &Zone) -> Markup {
    html! {
        @if let Some(until) = mine.put_off_until {
            p { "New terms wait for you. Until you accept them you cannot sign in to applications, and from " (zone.day_element(until.micros())) " on every page here leads to them." }
            (button(&Button::primary("Read and accept").to(ACCEPT)))
        } @else {
            p { "Nothing waits for you." }
        }
    }
}

fn accepted(items: &[AcceptedItem], zone: &Zone) -> Markup {
    let rows = items.iter().map(|item| {
        let address = format!("{MINE}/one/{}", item.terms);
        vec![
            Content::Markup(link(&Link::new(item.title.as_str(), address))).into(),
            item.organisation_name.as_deref().unwrap_or("Everybody").into(),
            item.number.to_string().into(),
            Content::Markup(zone.minute_element(item.accepted_at.micros())).into(),
        ]
    });
    table(&Table {
        caption: "What you have accepted".to_owned(),
        columns: ["Terms", "For", "Version", "Accepted"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// One version that was accepted, all of it open, so that it can be printed.
pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(terms): Path<String>,
) -> Result<PageResponse> {
    let terms = terms.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let read = app.door.ask(&caller.call(&app.door), &OneOfMyTerms { terms }).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (titled(TITLE, ""))
        (dated(&read.text, &zone))
        p { "You accepted this on " (zone.minute_element(read.accepted_at.micros())) "." }
        (reading(&read.text, FullText::Open))
    };
    Ok(frame.page(Page {
        title: format!("{TITLE}, version {}", read.text.number),
        breadcrumbs: vec![Link::new("My account", "/me"), Link::new(TITLE, MINE)],
        body,
        ..Page::default()
    }))
}

/// What waits, to be accepted.
pub(super) async fn ask(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<Response> {
    asked_page(&app, &caller, &frame, &values, &Problems::new()).await
}

/// Accepts, and leads back to where the terms stood in between.
pub(super) async fn accept(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let by = match (&caller.actor, caller.session) {
        (Actor::Account(account), Some(key)) => {
            let now = app.door.clock().now();
            let session = sessions::of_browser(&mut app.door.reader().await?, key, now).await?;
            session.filter(|session| session.account == *account).map(|session| By::of(&session))
        }
        _ => None,
    };
    let terms = values.all("terms").iter().filter_map(|terms| terms.parse().ok()).collect();
    let command = AcceptTerms { terms, step_key: None, origin: crate::Origin::default(), by };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(after(&values), None)),
        // They were accepted in another window.
        Err(Error::Refused(refusal)) if refusal.code == messages::ACCEPTED.code => {
            Ok(see_other(after(&values), None))
        }
        Err(error) => asked_page(&app, &caller, &frame, &values, &shown(error)?).await,
    }
}

fn after(values: &Values) -> &str {
    match next(values) {
        HOME => "/me/terms?accepted=yes",
        next => next,
    }
}

async fn asked_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let mine = app.door.ask(&caller.call(&app.door), &MyTerms {}).await?;
    if mine.waiting.is_empty() {
        return Ok(see_other(after(values), None));
    }
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let to = Some(next(values)).filter(|next| *next != HOME);
    let is_late = mine.put_off_until.is_some_and(|until| until <= app.door.clock().now());
    let accept = button(&Button { prevent_double_click: true, ..Button::primary("I accept") });
    let body = html! {
        (heading(&Heading::page(TITLE)))
        @if is_late {
            p { "These terms have to be accepted before you go on. If you cannot agree to them, sign out and talk to one of your administrators." }
        } @else if let Some(until) = mine.put_off_until {
            p { "You can put these terms off until " (zone.day_element(until.micros())) ". Applications wait until you accept them." }
        }
        (asked(frame, ACCEPT, &mine.waiting, to, accept))
        @if !is_late { p { (link(&Link::new("Not now", HOME))) } }
    };
    let page = Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me"), Link::new(TITLE, MINE)],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    };
    Ok(frame.page(page).into_response())
}
