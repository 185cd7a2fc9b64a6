//! `/sign-in/terms`: the terms, after everything was proved and before there is a session.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{Button, Heading, Level, button, button_group, heading};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::reading::asked;
use super::{ADDRESS, TITLE};
use crate::factors::STEP_OVER;
use crate::factors::portal::{begin_again, nothing_to_finish, step_key, with_next, without_step};
use crate::portal::{device, shown};
use crate::sessions::portal::{HOME, entered, next};
use crate::terms::commands::accept_at_sign_in;
use crate::terms::{TermsText, queries};

/// The page. Without the cookie of a step there is nothing to finish.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    if let Some(elsewhere) = nothing_to_finish(&app, &caller, &headers, &values)? {
        return Ok(elsewhere);
    }
    answered(&app, &frame, &headers, &values, &Problems::new()).await
}

/// Accepts, and signs in.
pub(super) async fn accept(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let key = step_key(&app, &headers)?.unwrap_or_default();
    let read = values.all("terms").iter().filter_map(|terms| terms.parse().ok()).collect();
    let accepted = accept_at_sign_in(&app.door, &caller, device(&headers), &key, read).await;
    match accepted {
        Ok(Some(signed_in)) => {
            without_step(&app, entered(&app, &signed_in.session_key, next(&values))?)
        }
        Ok(None) => without_step(&app, begin_again(next(&values))),
        Err(error) if is_over(&error) => without_step(&app, begin_again(next(&values))),
        // Another version counts by now: the page shows it.
        Err(error) => answered(&app, &frame, &headers, &values, &shown(error)?).await,
    }
}

fn is_over(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == STEP_OVER.code)
}

/// What comes of not accepting. The step stays as it is, for whoever thinks again.
pub(super) async fn declined(frame: Frame, Query(values): Query<Values>) -> PageResponse {
    let back = with_next(ADDRESS, next(&values));
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page("You have not accepted the terms of use") }))
        p { "You are not signed in, and you cannot use the service or any application that you sign in to with this account." }
        p { "Nothing else has changed: your account and your mail are kept, and you can accept the terms whenever you sign in." }
        p { "If there is something in the terms that you cannot agree to, talk to one of your administrators before you go on." }
        p { (link(&Link::new("Read the terms again", back))) }
        p { (link(&Link::new("See whom to call at your organisation", "/cannot-sign-in"))) }
    };
    frame.page(Page {
        title: "You have not accepted the terms of use".to_owned(),
        body,
        ..Page::default()
    })
}

async fn answered(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let key = step_key(app, headers)?.unwrap_or_default();
    match queries::at_sign_in(&app.door, &key).await {
        Ok(texts) => Ok(shown_page(frame, &texts, values, problems).into_response()),
        Err(error) if is_over(&error) => without_step(app, begin_again(next(values))),
        Err(error) => Err(error),
    }
}

fn shown_page(
    frame: &Frame,
    texts: &[TermsText],
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let to = next(values);
    let accept = button(&Button { prevent_double_click: true, ..Button::primary("I accept") });
    let decline = with_next("/sign-in/terms/declined", to);
    let buttons = button_group(&[accept, link(&Link::new("I do not accept", decline))]);
    let is_newer = texts.iter().any(|text| !text.changes.is_empty());
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(TITLE) }))
        @if is_newer {
            p { "The terms have changed. Read what is new and accept them to go on." }
        } @else {
            p { "Read what matters most and accept it to go on. It takes about a minute." }
        }
        (asked(frame, ADDRESS, texts, (to != HOME).then_some(to), buttons))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
