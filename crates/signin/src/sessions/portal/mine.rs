//! One's own sessions and sign-ins.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::door::Actor;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::Content;
use ui::components::{Button, Column, Heading, Table, button, heading, table};
use ui::form::{Form, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use crate::attempts::RecentSignIns;
use crate::attempts::portal::attempts_table;
use crate::device::in_words;
use crate::portal::{see_other, titled};
use crate::sessions::{EndAllSessions, EndSession, MySessions, SessionItem};

/// Sign-ins shown.
const RECENT: u32 = 20;

/// The list.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let sessions = app.door.ask(&call, &MySessions { current: caller.session }).await?.items;
    let recent = app
        .door
        .ask(&call, &RecentSignIns { limit: Some(RECENT), ..RecentSignIns::default() })
        .await?;
    let end_all = Form {
        action: "/me/sessions/end-all".to_owned(),
        body: button(&Button::secondary("Sign out everywhere")),
        ..Form::default()
    };
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (titled("Where you are signed in", ""))
        p { "If you do not know one of these, sign it out and change your password." }
        (sessions_table(&frame, &sessions, &zone))
        (form(&frame, &end_all))
        p { (link(&Link::new("Applications that you signed in to with your account", "/me/allowed"))) }
        (heading(&Heading::part("Recent sign-ins")))
        (attempts_table(&recent.items, "Nobody has tried to sign in with your username yet.", &zone))
    };
    Ok(frame.page(Page {
        title: "Where you are signed in".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// Signs one browser out.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let session = values.one("session").parse().map_err(|_| messages::NOT_FOUND.refuse())?;
    app.door.perform(caller.call(&app.door), EndSession { session, leaves_lasting: false }).await?;
    Ok(see_other("/me/sessions", None).into_response())
}

/// Signs every browser out.
pub(super) async fn end_all(State(app): State<App>, caller: Caller) -> Result<Response> {
    let Actor::Account(person) = caller.actor else {
        return Err(messages::SIGN_IN.refuse().into());
    };
    app.door.perform(caller.call(&app.door), EndAllSessions { person }).await?;
    Ok(see_other("/sign-in", None).into_response())
}

fn sessions_table(frame: &Frame, sessions: &[SessionItem], zone: &Zone) -> Markup {
    let rows = sessions.iter().map(|session| {
        let end = Form {
            hidden: vec![("session".to_owned(), session.id.to_string())],
            body: button(&Button {
                small: true,
                hidden: in_words(&session.device),
                ..Button::secondary("Sign out")
            }),
            ..Form::default()
        };
        vec![
            in_words(&session.device).into(),
            session.peer.as_str().into(),
            Content::Markup(zone.minute_element(session.created_at.micros())).into(),
            Content::Markup(zone.minute_element(session.last_used_at.micros())).into(),
            if session.is_current {
                "This browser".into()
            } else {
                Content::Markup(form(frame, &end)).into()
            },
        ]
    });
    table(&Table {
        caption: "Browsers you are signed in with".to_owned(),
        columns: ["Browser", "Network address", "Since", "Last used"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Sign out")])
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}
