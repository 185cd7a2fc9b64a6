//! `/sign-in/second-step`: adding a second step that one has to have, after the password and before anything else.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{
    Button, Details, Heading, Input, InputWidth, Level, button, details, heading, input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::code_field;
use super::codes::sheet_before;
use super::picture::picture;
use super::step::{
    address_of, begin_again, go_on, nothing_to_finish, step_key, with_next, without_step,
};
use crate::factors::{
    BeginAtSignIn, BegunAuthenticator, Entered, RegisterAtSignIn, RegisteredAtSignIn, messages,
};
use crate::origin::Origin;
use crate::portal::{device, shown};
use crate::sessions;
use crate::sessions::portal::{HOME, next};

/// Where a second step is added on the way in.
pub(super) const ADDRESS: &str = "/sign-in/second-step";
const TITLE: &str = "Add a second step to sign in";

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
    Ok(naming(&frame, &values, &Problems::new()).into_response())
}

/// Begins an app and shows its key, once.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let key = step_key(&app, &headers)?.unwrap_or_default();
    let command = BeginAtSignIn { step_key: Secret::new(key), name: values.one("name").to_owned() };
    match app.door.perform(sessions::as_nobody(&app.door, &caller), command).await {
        Ok(done) => {
            let BegunAuthenticator { authenticator, key, address } = done.output;
            let drawn = html! {
                p { "1. Open the app on your telephone and scan this picture." }
                (picture(&address)?)
                (details(&Details {
                    summary: "I cannot scan the picture".to_owned(),
                    body: html! {
                        p { "Enter this key in the app instead, as a key that goes by time:" }
                        p { code { (key) } }
                    }.into(),
                    ..Details::default()
                }))
                p { "The picture and the key are shown once. Nobody else may see them." }
                p { "2. Enter the code that the app shows now." }
            };
            let authenticator = authenticator.to_string();
            let page = confirming(&frame, &values, &authenticator, &drawn, &Problems::new());
            Ok(page.into_response())
        }
        Err(error) if is_over(&error) => without_step(&app, begin_again(next(&values))),
        Err(error) => Ok(naming(&frame, &values, &shown(error)?).into_response()),
    }
}

/// Adds the app, shows the recovery codes, and signs in.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let to = next(&values);
    let Ok(authenticator) = values.one("authenticator").parse() else {
        return Ok(crate::portal::see_other(&with_next(ADDRESS, to), None));
    };
    let key = step_key(&app, &headers)?.unwrap_or_default();
    let command = RegisterAtSignIn {
        step_key: Secret::new(key),
        authenticator,
        code: Secret::new(values.one("code").to_owned()),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(sessions::as_nobody(&app.door, &caller), command).await {
        Ok(done) => went_on(&app, &frame, "The authenticator app was added", &done.output, to),
        Err(error) if is_over(&error) => without_step(&app, begin_again(to)),
        // What was begun is gone, for example because it was begun again in another window.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => {
            let mut problems = Problems::new();
            problems.add_general(refusal.text.clone());
            Ok(naming(&frame, &values, &problems).into_response())
        }
        Err(error) => {
            let again = with_next(ADDRESS, to);
            let drawn = html! {
                p { "Enter the code that the app shows now. If the app does not have this service yet, " (link(&Link::new("begin again", again))) ": the picture is shown once." }
            };
            let authenticator = authenticator.to_string();
            Ok(confirming(&frame, &values, &authenticator, &drawn, &shown(error)?).into_response())
        }
    }
}

/// Shows the recovery codes that came with what was added, with the way on, and gives the browser what it needs for that.
pub(crate) fn went_on(
    app: &App,
    frame: &Frame,
    title: &str,
    done: &RegisteredAtSignIn,
    to: &str,
) -> Result<Response> {
    // The cookies are those that the way on would bring; the codes are seen before it is gone.
    let way = go_on(app, &done.entered, to)?;
    let way = match done.entered {
        Entered::SignedIn(_) => without_step(app, way)?,
        Entered::Waiting(_) => way,
    };
    let Some(codes) = &done.recovery_codes else { return Ok(way) };
    let on = Link::new("I have kept my recovery codes", address_of(&done.entered, to));
    let mut page = sheet_before(frame, title, codes, &on).into_response();
    for cookie in way.headers().get_all(header::SET_COOKIE) {
        page.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    Ok(page)
}

fn is_over(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == messages::STEP_OVER.code)
}

/// Where to go on, as a hidden field, unless it is home.
fn carried(values: &Values) -> Vec<(String, String)> {
    match next(values) {
        HOME => Vec::new(),
        to => vec![("next".to_owned(), to.to_owned())],
    }
}

fn naming(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let name = Input {
        label: "What do you call the app?".into(),
        hint: Some("For example: My telephone. You tell your apps apart by it.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    };
    let fields = html! {
        (input(&name))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
    };
    let (action, hidden) = (ADDRESS.to_owned(), carried(values));
    let passkey = with_next("/sign-in/second-step/passkey", next(values));
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(TITLE) }))
        p { "Your password was accepted. Your account has to have a second step of signing in, and has none yet. Add one now; it takes about two minutes, and then you are in." }
        p { "You need a telephone or computer with an app for codes that change every 30 seconds. Many password managers have one. Its clock has to be right." }
        (form(frame, &Form { action, hidden, body: fields, ..Form::default() }))
        p { (link(&Link::new("Add a passkey or a security key instead", passkey))) }
        p { "You have no telephone, computer or key of your own? Ask one of your administrators to hand over codes on paper." }
        p { (link(&Link::new("See whom to call at your organisation", "/cannot-sign-in"))) }
        p { (link(&Link::new("Begin again with another username", "/sign-in"))) }
    };
    framed(frame, body, problems)
}

fn confirming(
    frame: &Frame,
    values: &Values,
    authenticator: &str,
    drawn: &Markup,
    problems: &Problems,
) -> PageResponse {
    let mut hidden = carried(values);
    hidden.push(("authenticator".to_owned(), authenticator.to_owned()));
    let fields = html! {
        (code_field("Code", "The 6 digits that the app shows now", problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Add the app and sign in") }))
    };
    let action = format!("{ADDRESS}/confirm");
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(TITLE) }))
        (drawn)
        (form(frame, &Form { action, hidden, body: fields, ..Form::default() }))
        p { "You are signed out of every other browser, and your API tokens are revoked." }
    };
    framed(frame, body, problems)
}

fn framed(frame: &Frame, body: Markup, problems: &Problems) -> PageResponse {
    frame.page(Page {
        title: TITLE.to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
