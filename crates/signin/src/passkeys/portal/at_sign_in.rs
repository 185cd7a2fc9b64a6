//! `/sign-in/second-step/passkey`: adding a passkey as the second step that one has to have, before anything else.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Button, ButtonKind, Heading, Level, button, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::add::{kinds, name_field};
use super::asking::{Offered, Part, made, making};
use crate::factors::STEP_OVER;
use crate::factors::portal::{
    begin_again, nothing_to_finish, step_key, went_on, with_next, without_step,
};
use crate::origin::Origin;
use crate::passkeys::{BeginPasskeyAtSignIn, Kind, NewPasskey, RegisterPasskeyAtSignIn};
use crate::portal::{device, shown};
use crate::sessions;
use crate::sessions::portal::{HOME, next};

const ADDRESS: &str = "/sign-in/second-step/passkey";
const TITLE: &str = "Add a passkey to sign in";

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

/// Begins it, and has the browser ask the device.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = BeginPasskeyAtSignIn {
        step_key: Secret::new(step_key(&app, &headers)?.unwrap_or_default()),
        name: values.one("name").to_owned(),
        kind: Kind::kept_as(values.one("kind")),
    };
    match app.door.perform(sessions::as_nobody(&app.door, &caller), command).await {
        Ok(done) => Ok(on_device(&frame, &values, &done.output).into_response()),
        Err(error) if is_over(&error) => without_step(&app, begin_again(next(&values))),
        Err(error) => Ok(naming(&frame, &values, &shown(error)?).into_response()),
    }
}

/// Adds it, shows the recovery codes, and signs in.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let to = next(&values);
    let command = RegisterPasskeyAtSignIn {
        step_key: Secret::new(step_key(&app, &headers)?.unwrap_or_default()),
        name: values.one("name").to_owned(),
        kind: Kind::kept_as(values.one("kind")),
        registration: made(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(sessions::as_nobody(&app.door, &caller), command).await {
        Ok(done) => went_on(&app, &frame, "The passkey was added", &done.output, to),
        Err(error) if is_over(&error) => without_step(&app, begin_again(to)),
        Err(error) => Ok(naming(&frame, &values, &shown(error)?).into_response()),
    }
}

fn is_over(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == STEP_OVER.code)
}

fn carried(values: &Values) -> Vec<(String, String)> {
    match next(values) {
        HOME => Vec::new(),
        to => vec![("next".to_owned(), to.to_owned())],
    }
}

fn naming(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let fields = html! {
        (name_field(values, problems))
        (kinds(values, problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
    };
    let (action, hidden) = (ADDRESS.to_owned(), carried(values));
    let app = with_next("/sign-in/second-step", next(values));
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(TITLE) }))
        p { "Your password was accepted. Your account has to have a second step of signing in, and has none yet." }
        (form(frame, &Form { action, hidden, body: fields, ..Form::default() }))
        p { (link(&Link::new("Add an authenticator app instead", app))) }
    };
    framed(frame, body, problems)
}

fn on_device(frame: &Frame, values: &Values, new: &NewPasskey) -> PageResponse {
    let words = Part {
        button: "Create the passkey",
        kind: ButtonKind::Primary,
        without_script: "A passkey cannot be added without JavaScript. Turn it on in your browser, or add an authenticator app.",
        without_passkeys: "This browser cannot use passkeys. Use a newer one, or add an authenticator app.",
        offered: Offered::OnTheButton,
    };
    let mut hidden = carried(values);
    hidden.push(("name".to_owned(), values.one("name").trim().to_owned()));
    hidden.push(("kind".to_owned(), new.kind.name().to_owned()));
    let (action, fields) = (format!("{ADDRESS}/confirm"), making(new, &words));
    let app = with_next("/sign-in/second-step", next(values));
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page("Create the passkey") }))
        p { "Your device asks for what unlocks it, such as a PIN or your fingerprint, or for your security key." }
        (form(frame, &Form { action, hidden, body: fields, ..Form::default() }))
        p { "You are signed out of every other browser, and your API tokens are revoked." }
        p { (link(&Link::new("Add an authenticator app instead", app))) }
    };
    framed(frame, body, &Problems::new())
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
