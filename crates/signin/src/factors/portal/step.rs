//! `/sign-in/code`: the code or the passkey after the password.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kernel::door::Actor;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{Button, ButtonKind, Heading, Level, button, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use wire::graph::query::encode;

use super::code_field;
use crate::Gate;
use crate::factors::commands::prove_by;
use crate::factors::model::{Codes, Wanted, cookie, no_cookie, step_key_of, wanted};
use crate::factors::{Asks, Entered, SendSignInCode, messages};
use crate::passkeys::Offer;
use crate::passkeys::portal::{Offered, Part, given, signing};
use crate::portal::{device, see_other, shown};
use crate::sessions;
use crate::sessions::portal::{HOME, entered, next};
use crate::terms::portal as terms;
use crate::texts::portal as texts;

/// Where the code is asked for.
const ADDRESS: &str = "/sign-in/code";

/// After a right password or start code: home with a session, or to the page that asks for the code.
pub(crate) fn go_on(app: &App, came: &Entered, to: &str) -> Result<Response> {
    let waiting = match came {
        Entered::SignedIn(signed_in) => return entered(app, &signed_in.session_key, to),
        Entered::Waiting(waiting) => waiting,
    };
    let now = app.door.clock().now().micros();
    let seconds = (waiting.expires_at.micros() - now).max(0) / 1_000_000;
    let key = cookie(&waiting.step_key, seconds, over_https(app)?);
    Ok(see_other(&address_of(came, to), Some(&key)))
}

/// Where signing in goes on.
pub(super) fn address_of(came: &Entered, to: &str) -> String {
    let waiting = match came {
        Entered::SignedIn(_) => return to.to_owned(),
        Entered::Waiting(waiting) => waiting,
    };
    let address = match waiting.asks {
        Asks::Code => ADDRESS,
        Asks::NewPassword => super::renew::ADDRESS,
        Asks::Terms => terms::ADDRESS,
        Asks::SecondStep => super::register::ADDRESS,
    };
    with_next(address, to)
}

/// Where somebody without the cookie of a step is sent: on if they are signed in, and to the beginning otherwise. Whoever is
/// signed in and has one is on the way to prove once more who they are.
pub(crate) fn nothing_to_finish(
    app: &App,
    caller: &Caller,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Option<Response>> {
    if step_key(app, headers)?.is_some() {
        return Ok(None);
    }
    Ok(Some(match caller.actor {
        Actor::Account(_) => see_other(next(values), None),
        _ => see_other(&with_next("/sign-in", next(values)), None),
    }))
}

/// The page. Without the cookie of a step there is nothing to finish, whatever anybody's username is.
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
    asking(&app, &frame, &headers, &values, &Problems::new()).await
}

/// Signs in.
pub(super) async fn enter(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let to = next(&values);
    let key = step_key(&app, &headers)?.unwrap_or_default();
    let code = Some(Secret::new(values.one("code").to_owned()));
    match prove_by(&app.door, &caller, device(&headers), &key, code, given(&values)).await {
        Ok(came @ Entered::Waiting(_)) => go_on(&app, &came, to),
        Ok(came) => without_step(&app, go_on(&app, &came, to)?),
        Err(Error::Refused(refusal)) if refusal.code == messages::STEP_OVER.code => {
            without_step(&app, begin_again(to))
        }
        Err(error) => asking(&app, &frame, &headers, &values, &shown(error)?).await,
    }
}

/// Has a code sent by text to whoever the step waits for.
pub(super) async fn send(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let to = next(&values);
    let step_key = Secret::new(step_key(&app, &headers)?.unwrap_or_default());
    let call = sessions::as_nobody(&app.door, &caller);
    let done = app.door.perform(call, SendSignInCode { step_key }).await;
    match texts::word_of(done.map(drop)) {
        Ok(word) => {
            let more = if to == HOME { String::new() } else { format!("&next={}", encode(to)) };
            Ok(see_other(&format!("{ADDRESS}?text={word}{more}"), None))
        }
        Err(Error::Refused(refusal)) if refusal.code == messages::STEP_OVER.code => {
            without_step(&app, begin_again(to))
        }
        Err(error) => Err(error),
    }
}

/// To the page that asks for the password, which says that the step is over.
pub(crate) fn begin_again(to: &str) -> Response {
    let again = match to {
        HOME => "/sign-in?over=yes".to_owned(),
        to => format!("/sign-in?over=yes&next={}", encode(to)),
    };
    see_other(&again, None)
}

/// Takes the step's key away: it has served, or leads nowhere.
pub(crate) fn without_step(app: &App, mut response: Response) -> Result<Response> {
    if let Ok(gone) = HeaderValue::from_str(&no_cookie(over_https(app)?)) {
        response.headers_mut().append(header::SET_COOKIE, gone);
    }
    Ok(response)
}

fn over_https(app: &App) -> Result<bool> {
    Ok(app.door.ports().port::<Gate>()?.settings().over_https)
}

pub(crate) fn step_key(app: &App, headers: &HeaderMap) -> Result<Option<String>> {
    let over_https = over_https(app)?;
    let lines = headers.get_all(header::COOKIE).iter();
    Ok(lines
        .filter_map(|line| line.to_str().ok())
        .find_map(|line| step_key_of(line, over_https))
        .map(str::to_owned))
}

pub(crate) fn with_next(address: &str, to: &str) -> String {
    if to == HOME { address.to_owned() } else { format!("{address}?next={}", encode(to)) }
}

/// The part of a page elsewhere in which a passkey signs for the step of a cookie, `name=value`; nothing where the step waits
/// for codes only.
pub async fn passkey_part(app: &App, cookies: &str) -> Result<Option<Markup>> {
    let gate = app.door.ports().port::<Gate>()?;
    let key = step_key_of(cookies, over_https(app)?).unwrap_or_default();
    let wanted = wanted(&gate, key, app.door.clock().now()).await?;
    Ok(wanted.passkey.map(|offer| signing(&offer, &WORDS)))
}

async fn asking(
    app: &App,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let key = step_key(app, headers)?.unwrap_or_default();
    let gate = app.door.ports().port::<Gate>()?;
    let wanted = wanted(&gate, &key, app.door.clock().now()).await?;
    Ok(shown_page(frame, values, &wanted, problems).into_response())
}

const WORDS: Part = Part {
    button: "Use your passkey",
    kind: ButtonKind::Primary,
    without_script: "To use your passkey, turn on JavaScript in your browser. A code works without it.",
    without_passkeys: "This browser cannot use passkeys. Enter a code.",
    offered: Offered::OnTheButton,
};

/// The part in which a passkey signs, in a form of its own: the Enter key in the other one sends the code.
fn with_passkey(frame: &Frame, offer: &Offer, hidden: Vec<(String, String)>) -> Markup {
    let (action, body) = (ADDRESS.to_owned(), signing(offer, &WORDS));
    form(frame, &Form { action, hidden, body, ..Form::default() })
}

fn shown_page(
    frame: &Frame,
    values: &Values,
    wanted: &Wanted,
    problems: &Problems,
) -> PageResponse {
    let next = next(values);
    let hidden = if next == HOME { Vec::new() } else { vec![("next".to_owned(), next.to_owned())] };
    let (title, ask, hint) = match (wanted.codes, &wanted.passkey) {
        (Codes::ForRecovery, None) if wanted.text.is_some() => (
            "Enter your code",
            "Have a code sent to your telephone, and enter it here.",
            "6 digits from the text message, or one of your recovery codes",
        ),
        (Codes::OfAnApp, None) => (
            "Enter your code",
            "Open your authenticator app and enter the code that it shows for this service.",
            "6 digits, or one of your recovery codes",
        ),
        (Codes::OfAnApp, Some(_)) => (
            "Use your passkey or enter your code",
            "Use your passkey, or open your authenticator app and enter the code that it shows for this service.",
            "6 digits, or one of your recovery codes",
        ),
        (Codes::OnPaper, _) => (
            "Enter your code",
            "Take your sheet of codes, and enter the next one that you have not used.",
            "One of the codes on the sheet that an administrator gave you",
        ),
        (Codes::ForRecovery, _) => (
            "Use your passkey",
            "Use your passkey. If you do not have it here, enter a recovery code.",
            "One of your recovery codes",
        ),
    };
    let kind = match wanted.passkey {
        Some(_) => ButtonKind::Secondary,
        None => ButtonKind::Primary,
    };
    let fields = html! {
        (code_field("Code", hint, problems))
        (button(&Button { prevent_double_click: true, kind, ..Button::primary("Continue") }))
    };
    let body = html! {
        (heading(&Heading { level: Level::One, ..Heading::page(title) }))
        p { "Your password was accepted. " (ask) }
        @if let Some(offer) = &wanted.passkey { (with_passkey(frame, offer, hidden.clone())) }
        @if let Some(ending) = &wanted.text {
            p { "Your number ends in " (ending) "." }
            (texts::send_form(frame, "/sign-in/code/text", "Send me a text message", hidden.clone()))
        }
        (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body: fields, ..Form::default() }))
        @match wanted.codes {
            Codes::OnPaper => p { "You do not have the sheet, or all codes are used? Ask one of your administrators for a new one." },
            Codes::OfAnApp | Codes::ForRecovery => p { "You do not have your app or passkey here? Enter a recovery code. If you have none, ask one of your administrators to reset the second step of your account." },
        }
        p { (link(&Link::new("Begin again with another username", "/sign-in"))) }
        p { (link(&Link::new("I cannot sign in", "/cannot-sign-in"))) }
    };
    frame.page(Page {
        title: title.to_owned(),
        notices: problems.summary().or_else(|| texts::told(values.one("text"))),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
