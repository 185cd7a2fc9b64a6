//! Signing in again in the middle of a form: what was typed goes along in the pages themselves, and is there
//! afterwards. Nothing of it is kept here.
//!
//! The page that says that the session is over carries the answers in hidden fields to `/sign-in/again`; that page
//! asks for username and password and carries them on; the page after it sends them to where they were going. Secrets
//! are never carried, and more than fits is shown to be copied, as before.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Extension, Form as Posted, Router};
use kernel::door::Actor;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use tower::ServiceExt as _;
use ui::components::{
    Button, Heading, Input, InputKind, PasswordInput, SummaryList, SummaryRow, button, heading,
    input, password_input, summary_list,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page};
use ui::link::{Link, link};

use super::forms::for_people;
use super::{Site, menu};

/// Where the answers go.
pub(super) const ADDRESS: &str = "/sign-in/again";
/// The field that says where they were going.
const TO: &str = "kept-to";
/// What stands in front of the name of each field that is carried.
const ANSWER: &str = "kept.";
/// Answers carried at most, in characters of names and values together.
const MOST: usize = 64 * 1024;
/// Fields carried at most.
const MOST_FIELDS: usize = 200;
/// The longest address.
const LONGEST: usize = 1024;

pub(super) fn routes(site: Site) -> Router<App> {
    let page = move |Extension(caller): Extension<Caller>,
                     frame: Frame,
                     headers: HeaderMap,
                     Posted(values): Posted<Values>| {
        let site = site.clone();
        async move { again(&site, &caller, &frame, &headers, &values).await }
    };
    Router::new().route(ADDRESS, post(page))
}

/// The hidden fields that carry a form on its way to an address; none if there is nothing to carry, or too much.
pub(super) fn carrying(address: &str, answers: &[(String, String)]) -> Vec<(String, String)> {
    let size: usize = answers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if answers.is_empty() || size > MOST || answers.len() > MOST_FIELDS || !is_ours(address) {
        return Vec::new();
    }
    let answers = answers.iter().map(|(name, value)| (format!("{ANSWER}{name}"), value.clone()));
    std::iter::once((TO.to_owned(), address.to_owned())).chain(answers).collect()
}

/// An address within this site; anything else could lead to a copy of a page elsewhere.
fn is_ours(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.chars().all(|character| character.is_ascii_graphic())
        && address.len() <= LONGEST
        && !address.starts_with("/sign-")
}

/// What is carried: where to, and the answers.
struct Carried<'a> {
    to: &'a str,
    answers: Vec<(String, String)>,
}

impl<'a> Carried<'a> {
    fn of(values: &'a Values) -> Self {
        let to = Some(values.one(TO)).filter(|to| is_ours(to)).unwrap_or("/home");
        let answers = values.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix(ANSWER)?.to_owned(), value.to_owned()))
        });
        Self { to, answers: answers.filter(|(name, _)| name != ui::form::CSRF_FIELD).collect() }
    }
}

async fn again(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Response> {
    let carried = Carried::of(values);
    // Somebody who signed in meanwhile, in another window, need not do it twice.
    if frame.who.is_some() {
        return Ok(go_on(frame, &carried));
    }
    let mut problems = Problems::new();
    if !values.has("username") {
        return Ok(asking(frame, values, &carried, &problems));
    }
    if values.one("username").trim().is_empty() {
        problems.add("username", "Enter your username. It is your address at this service.");
    }
    if values.one("password").is_empty() {
        problems.add("password", "Enter your password.");
    }
    if !problems.is_empty() {
        return Ok(asking(frame, values, &carried, &problems));
    }
    let entered = enter(site, caller, frame, headers, values).await?;
    let Some(cookie) = entered.headers().get(header::SET_COOKIE).cloned() else {
        if entered.status() != StatusCode::UNPROCESSABLE_ENTITY {
            return Ok(entered);
        }
        problems.add_general("The username and password were not accepted. Check them and try again. After several wrong passwords an account is locked for a while.");
        return Ok(asking(frame, values, &carried, &problems));
    };
    let over_https = site.settings.portal_url.starts_with("https://");
    let pair = cookie.to_str().ok().and_then(|cookie| cookie.split(';').next()).unwrap_or_default();
    let session = match signin::sessions::key_of(pair, over_https) {
        Some(key) => signin::sessions::resolve(&site.door, key).await?,
        None => None,
    };
    let Some(session) = session else { return Ok(entered) };
    let (actor, key_hash) = (Actor::Account(session.account), Some(session.key_hash));
    let caller = Caller { actor, session: key_hash, ..caller.clone() };
    let frame = menu::frame(site, &caller, session.csrf, "/home").await?;
    let mut response = go_on(&frame, &carried);
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Signs in exactly as the sign-in page does.
async fn enter(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Response> {
    let body: String = ["username", "password"]
        .map(|name| format!("{name}={}", super::failures::encode(values.one(name))))
        .join("&");
    let mut request = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .map_err(|error| {
            kernel::refusal::Fault::defect("forming the request of the sign-in page").because(error)
        })?;
    if let Some(device) = headers.get(header::USER_AGENT) {
        request.headers_mut().insert(header::USER_AGENT, device.clone());
    }
    request.extensions_mut().insert(caller.clone());
    request.extensions_mut().insert(frame.clone());
    let page = signin::portal().with_state(App { door: site.door.clone() });
    match page.oneshot(request).await {
        Ok(response) => Ok(response),
        Err(never) => match never {},
    }
}

fn asking(frame: &Frame, values: &Values, carried: &Carried<'_>, problems: &Problems) -> Response {
    let username = Input {
        label: "Username".into(),
        hint: Some("Your address at this service".into()),
        kind: InputKind::Email,
        autocomplete: Some("username"),
        no_spellcheck: true,
        ..Input::from(values.field("username", problems))
    };
    let password = PasswordInput {
        label: "Password".into(),
        ..PasswordInput::from(values.field("password", problems))
    };
    let fields = html! {
        (input(&username))
        (password_input(&password))
        (button(&Button { prevent_double_click: true, ..Button::primary("Sign in") }))
    };
    let hidden = carrying(carried.to, &carried.answers);
    let page = frame.page(Page {
        title: "Sign in again".to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (heading(&Heading::page("Sign in again")))
            p { "What you entered comes back after you have signed in." }
            (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body: fields, ..Form::default() }))
            p { (link(&Link::new("I cannot sign in", "/cannot-sign-in"))) }
        },
        ..Page::default()
    });
    page.into_response()
}

/// Signed in: the answers, and the way on with them.
fn go_on(frame: &Frame, carried: &Carried<'_>) -> Response {
    let answers = for_people(&carried.answers).into_iter();
    let rows = answers.map(|(question, answer)| SummaryRow::new(question, answer));
    let body = html! {
        (button(&Button { prevent_double_click: true, ..Button::primary("Go on with what you entered") }))
    };
    let hidden = carried.answers.clone();
    let page = frame.page(Page {
        title: "You are signed in again".to_owned(),
        body: html! {
            (heading(&Heading::page("You are signed in again")))
            p { "What you entered has not been saved yet. It is sent when you go on." }
            (heading(&Heading::part("What you entered")))
            (summary_list(&SummaryList { rows: rows.collect(), ..SummaryList::default() }))
            (form(frame, &Form { action: carried.to.to_owned(), hidden, body, ..Form::default() }))
            p { (link(&Link::new("Go to the home page without it", "/home"))) }
        },
        ..Page::default()
    });
    page.into_response()
}
