//! What knows oneself.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    BannerKind, Button, EmptyState, Heading, NotificationBanner, SummaryList, SummaryRow, button,
    button_group, empty_state, heading, notification_banner, summary_list,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;
use ui::when::Zone;
use uuid::Uuid;

use super::HERE;
use crate::applications::scope_to_person;
use crate::consents::{LeaveApplication, MyApplication, MyApplications, WithdrawApplication};
use crate::portal::{see_other, shown, titled};

const TITLE: &str = "Applications that know me";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let done = values.has("ended").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "It is ended. What the application was given does not count any more. What it has seen already, it may have kept.".into(),
            ..NotificationBanner::default()
        })
    });
    listed(&app, &caller, &frame, done, &Problems::new()).await
}

async fn listed(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    done: Option<Markup>,
    problems: &Problems,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &MyApplications {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (titled(TITLE, ""))
        p { "You signed in to these with your account here, or allowed them to see something about you. Applications that speak SAML and those of Microsoft 365 are not in this list." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState { text: "No applications".to_owned(), help: "What you sign in to with your account appears here.".into(), action: None }))
        }
        @for one in &found.items { (shown_one(frame, one, &zone)) }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary().or(done),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn shown_one(frame: &Frame, one: &MyApplication, zone: &Zone) -> Markup {
    let at = |at: Timestamp| Content::Markup(zone.minute_element(at.micros()));
    let sees: Vec<&str> = one.scopes.iter().map(|scope| scope_to_person(scope)).collect();
    let mut rows = vec![
        SummaryRow::new("Whose it is", one.whose.as_deref().unwrap_or("The whole service")),
        SummaryRow::new("What it sees", sees.join("; ")),
    ];
    if let Some(allowed_at) = one.allowed_at {
        rows.push(SummaryRow::new("You allowed it", at(allowed_at)));
    }
    match one.since {
        Some(since) => rows.push(SummaryRow::new("Signed in since", at(since))),
        None => rows.push(SummaryRow::new("Signed in since", "You are not signed in to it")),
    }
    if let Some(last_used_at) = one.last_used_at {
        rows.push(SummaryRow::new("Last used", at(last_used_at)));
    }
    if one.is_held {
        let held = "Those who run this service look into it. Until they release it nobody gets in, and it sees nothing of you.";
        rows.push(SummaryRow::new("Held", held));
    }
    let mut acts = Vec::new();
    if one.since.is_some() {
        acts.push(act(frame, one, "leave", "Sign out of it"));
    }
    if one.allowed_at.is_some() {
        acts.push(act(frame, one, "withdraw", "Do not allow it any more"));
    }
    html! {
        (heading(&Heading::part(one.name.as_str())))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (button_group(&acts))
    }
}

fn act(frame: &Frame, one: &MyApplication, place: &str, words: &'static str) -> Markup {
    form(
        frame,
        &Form {
            action: format!("{HERE}/{place}"),
            hidden: vec![("application".to_owned(), one.application.to_string())],
            body: button(&Button {
                small: true,
                hidden: one.name.clone(),
                ..Button::secondary(words)
            }),
            ..Form::default()
        },
    )
}

fn named(values: &Values) -> Result<Uuid> {
    Ok(values.one("application").parse().map_err(|_| common::NOT_FOUND.refuse())?)
}

/// Ends what it was given.
pub(super) async fn leave(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = LeaveApplication { application: named(&values)? };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(ended()),
        Err(error) => again(&app, &caller, &frame, &shown(error)?).await,
    }
}

/// Takes back what it was allowed.
pub(super) async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = WithdrawApplication { application: named(&values)? };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(ended()),
        Err(error) => again(&app, &caller, &frame, &shown(error)?).await,
    }
}

fn ended() -> Response {
    see_other(&format!("{HERE}?ended=yes"), None)
}

async fn again(app: &App, caller: &Caller, frame: &Frame, problems: &Problems) -> Result<Response> {
    Ok(listed(app, caller, frame, None, problems).await?.into_response())
}
