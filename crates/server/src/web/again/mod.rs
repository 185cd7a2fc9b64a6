//! Signing in again in the middle of a form: what was typed goes along in the pages themselves, and is there
//! afterwards. Nothing of it is kept here.
//!
//! The page that says that the session is over carries the answers in hidden fields to `/sign-in/again`; that page
//! asks for username and password and carries them on, then for a code where the account has a second step; the page
//! after it sends them to where they were going. Secrets are never carried, and more than fits is shown to be copied, as
//! before.
//!
//! Invariant: no button here sends what its page does not show. A form without an answer that people can read (a
//! confirmation) is not carried at all; a link leads back to its page, which says what it is about to do.

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
use signin::PASSKEY_FIELDS;
use signin::sessions::SessionView;
use tower::ServiceExt as _;
use ui::components::{
    Button, Heading, Input, InputKind, PasswordInput, SummaryList, SummaryRow, action_link, button,
    heading, input, password_input, summary_list,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

pub(super) mod proof;
mod second;

use self::second::{CODE, asking_code, give_code, with_cookie};
use super::forms::{for_people, is_given_back};
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

/// The hidden fields that carry a form on its way to an address; none if nothing can be shown of it, or too much.
pub(super) fn carrying(address: &str, answers: &[(String, String)]) -> Vec<(String, String)> {
    if !can_carry(address, answers) {
        return Vec::new();
    }
    kept(address, answers)
}

/// The same without a look at what there is to show.
fn kept(address: &str, answers: &[(String, String)]) -> Vec<(String, String)> {
    let answers = answers.iter().map(|(name, value)| (format!("{ANSWER}{name}"), value.clone()));
    std::iter::once((TO.to_owned(), address.to_owned())).chain(answers).collect()
}

fn can_carry(address: &str, answers: &[(String, String)]) -> bool {
    can_hold(address, answers) && !for_people(answers).is_empty()
}

/// Whether a page can hold them.
fn can_hold(address: &str, answers: &[(String, String)]) -> bool {
    let size: usize = answers.iter().map(|(name, value)| name.len() + value.len()).sum();
    size <= MOST && answers.len() <= MOST_FIELDS && is_ours(address)
}

/// An address within this site; anything else could lead to a copy of a page elsewhere.
pub(super) fn is_ours(address: &str) -> bool {
    address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && address.chars().all(|character| character.is_ascii_graphic())
        && address.len() <= LONGEST
        && !address.starts_with("/sign-")
}

/// What is carried: where to, and the answers.
pub(super) struct Carried<'a> {
    pub(super) to: &'a str,
    pub(super) answers: Vec<(String, String)>,
}

impl<'a> Carried<'a> {
    pub(super) fn of(values: &'a Values) -> Self {
        let to = Some(values.one(TO)).filter(|to| is_ours(to)).unwrap_or("/home");
        let answers = values.iter().filter_map(|(name, value)| {
            Some((name.strip_prefix(ANSWER)?.to_owned(), value.to_owned()))
        });
        Self { to, answers: answers.filter(|(name, _)| is_given_back(name)).collect() }
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
        return Ok(go_on(frame, &carried, carried.to).into_response());
    }
    if values.has(CODE) || values.has(PASSKEY_FIELDS[0]) {
        return give_code(site, caller, frame, headers, values).await;
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
    let fields = ["username", "password"];
    let entered = enter(site, caller, frame, headers, values, "/sign-in", &fields).await?;
    // The page that asks again has a cookie of its own, for passkeys.
    if entered.status() == StatusCode::UNPROCESSABLE_ENTITY {
        problems.add_general("The username and password were not accepted. Check them and try again. After several wrong passwords an account is locked for a while.");
        return Ok(asking(frame, values, &carried, &problems));
    }
    if entered.headers().get(header::SET_COOKIE).is_none() {
        return Ok(entered);
    }
    came_in(site, caller, frame, &carried, entered).await
}

/// The session that an answer begins, if it does.
async fn session_of(site: &Site, headers: &HeaderMap) -> Result<Option<SessionView>> {
    let over_https = site.settings.portal_url.starts_with("https://");
    for line in headers.get_all(header::SET_COOKIE) {
        let pair = line.to_str().ok().and_then(|line| line.split(';').next()).unwrap_or_default();
        if let Some(key) = signin::sessions::key_of(pair, over_https) {
            return signin::sessions::resolve(&site.door, key).await;
        }
    }
    Ok(None)
}

/// Where a new password is asked for in place of one that has ended.
const NEW_PASSWORD: &str = "/sign-in/new-password";

/// Where the terms of use are asked for.
const TERMS: &str = "/sign-in/terms";

/// Whether an answer sends the browser to a page.
fn leads_to(answer: &Response, page: &str) -> bool {
    let to = answer.headers().get(header::LOCATION);
    to.is_some_and(|to| to.as_bytes().starts_with(page.as_bytes()))
}

/// Goes on with a session, or asks for the code that is still to come; the browser gets the cookies either way.
async fn came_in(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    carried: &Carried<'_>,
    entered: Response,
) -> Result<Response> {
    let cookies: Vec<_> = entered.headers().get_all(header::SET_COOKIE).iter().cloned().collect();
    let Some(session) = session_of(site, entered.headers()).await? else {
        // Whoever has to choose a new password first goes on to its page, without what was typed.
        if !leads_to(&entered, "/sign-in/code") {
            return Ok(entered);
        }
        let passkey = with_cookie(site, entered.headers(), header::SET_COOKIE).await?;
        let page = asking_code(frame, carried, passkey, &Problems::new());
        let mut response = page.into_response();
        for cookie in cookies {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        return Ok(response);
    };
    let (actor, key_hash) = (Actor::Account(session.account), Some(session.key_hash));
    let caller = Caller { actor, session: key_hash, ..caller.clone() };
    let frame = menu::frame(site, &caller, session.csrf, "/home").await?;
    let mut response = go_on(&frame, carried, carried.to).into_response();
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Sends these fields to a page of signing in, and answers what it answers.
async fn enter(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
    address: &str,
    fields: &[&str],
) -> Result<Response> {
    let body: Vec<String> = fields
        .iter()
        .map(|name| format!("{name}={}", super::failures::encode(values.one(name))))
        .collect();
    let body = body.join("&");
    let mut request = Request::post(address)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .map_err(|error| {
            kernel::refusal::Fault::defect("forming the request of the sign-in page").because(error)
        })?;
    for name in [header::USER_AGENT, header::COOKIE] {
        for value in headers.get_all(&name) {
            request.headers_mut().append(&name, value.clone());
        }
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

/// Signed in: the answers, and the way on with them. Where they cannot be carried, a link leads back to the page that
/// asks for them.
pub(super) fn go_on(frame: &Frame, carried: &Carried<'_>, back: &str) -> PageResponse {
    // What was sent to sign in or out is settled by being signed in.
    let shown = if is_ours(carried.to) { for_people(&carried.answers) } else { Vec::new() };
    let is_carried = can_carry(carried.to, &carried.answers);
    let back = |words: &str| match is_ours(back) {
        true => Link::new(format!("Go back to the page{words}"), back),
        false => Link::new("Go to the home page", "/home"),
    };
    let said = match (shown.is_empty(), is_carried) {
        (true, _) => "Nothing has been changed by the last button you pressed.",
        (false, true) => "What you entered has not been saved yet. It is sent when you go on.",
        (false, false) => {
            "What you entered has not been saved. It stands below: copy what you need before you go back."
        }
    };
    let way_on = if is_carried {
        let body = html! {
            (button(&Button { prevent_double_click: true, ..Button::primary("Go on with what you entered") }))
        };
        let hidden = carried.answers.clone();
        html! {
            (form(frame, &Form { action: carried.to.to_owned(), hidden, body, ..Form::default() }))
            p { (link(&back(" without it"))) }
        }
    } else {
        action_link(&back(""))
    };
    let rows = shown.into_iter().map(|(question, answer)| SummaryRow::new(question, answer));
    let rows: Vec<SummaryRow> = rows.collect();
    frame.page(Page {
        title: "You are signed in again".to_owned(),
        body: html! {
            (heading(&Heading::page("You are signed in again")))
            p { (said) }
            @if !rows.is_empty() {
                (heading(&Heading::part("What you entered")))
                (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            }
            (way_on)
        },
        ..Page::default()
    })
}
