//! The pages of sign-in, and what they have in common: whom a page is about, asking before an act, answers.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages};
use maud::{Markup, html};
use ui::components::{Button, ButtonKind, Heading, button, button_group, heading};
use ui::form::{Form, Problems, form};
use ui::frame::{Frame, Page, PageResponse, security_headers};
use ui::link::{Link, link};

use crate::attempts::{SignInState, SignInStateOf};
use crate::{
    applications, attempts, break_glass, codes, compromise, consents, factors, identity_checks,
    mfa, oidc, passkeys, passwords, recovery, saml, sessions, sheets, signing_keys, terms, texts,
    tokens, welcome, words,
};

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 1] = [sessions::portal::SUPPORT];

/// Every page of the context.
pub fn portal() -> Router<App> {
    Router::new()
        .merge(sessions::portal::routes())
        .merge(codes::portal::routes())
        .merge(factors::portal::routes())
        .merge(break_glass::portal::routes())
        .merge(mfa::portal::routes())
        .merge(compromise::portal::routes())
        .merge(passkeys::portal::routes())
        .merge(recovery::portal::routes())
        .merge(texts::portal::routes())
        .merge(sheets::portal::routes())
        .merge(identity_checks::portal::routes())
        .merge(passwords::portal::routes())
        .merge(tokens::portal::routes())
        .merge(attempts::portal::routes())
        .merge(words::portal::routes())
        .merge(terms::portal::routes())
        .merge(welcome::portal::routes())
        .merge(applications::portal::routes())
        .merge(consents::portal::routes())
        .merge(oidc::portal::routes())
        .merge(oidc::api())
        .merge(saml::portal::routes())
        .merge(signing_keys::portal::routes())
}

/// A refusal that the form can show, as its problems; everything else goes on.
pub(crate) fn shown(error: Error) -> Result<Problems> {
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

/// What the browser says of itself.
pub(crate) fn device(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Sends the browser to another page.
pub fn go_to(to: &str) -> Response {
    see_other(to, None)
}

/// Sends the browser to another page, where given with a cookie.
pub(crate) fn see_other(to: &str, cookie: Option<&str>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    security_headers(headers);
    // An address that no header can hold leads home.
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/home"));
    headers.insert(header::LOCATION, to);
    if let Some(cookie) = cookie.and_then(|cookie| HeaderValue::from_str(cookie).ok()) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    response
}

/// The person a page is about, if they are of the organisation the address names and the reader may know of them.
pub(crate) async fn person(
    app: &App,
    caller: &Caller,
    organisation: &str,
    id: &str,
) -> Result<SignInState> {
    let person = id.parse().map_err(|_| messages::NOT_FOUND.refuse())?;
    let state = app.door.ask(&caller.call(&app.door), &SignInStateOf { person }).await?;
    if state.organisation == organisation {
        Ok(state)
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}

/// The address of a person's page.
pub(crate) fn person_page(state: &SignInState) -> String {
    format!("/o/{}/people/{}", state.organisation, state.person)
}

/// The pages above an act on a person.
pub(crate) fn above(state: &SignInState) -> Vec<Link> {
    let people = format!("/o/{}/people", state.organisation);
    vec![Link::new("People", people), Link::new(&state.name, person_page(state))]
}

/// An act on a person, before it is done.
pub(crate) struct Ask<'a> {
    /// The page's title.
    pub(crate) title: &'a str,
    /// What will happen, one sentence each.
    pub(crate) consequences: &'a [String],
    /// The words of the button.
    pub(crate) button: &'a str,
    /// Whether the act takes something away.
    pub(crate) takes_away: bool,
    /// What was done on the way here.
    pub(crate) done: Option<Markup>,
    /// Another way to the same end.
    pub(crate) instead: Option<Link>,
    /// The questions about who is asking, where there are any.
    pub(crate) questions: Markup,
}

/// The page that says what an act does before it is done.
pub(crate) fn ask(
    frame: &Frame,
    state: &SignInState,
    ask: &Ask<'_>,
    problems: &Problems,
) -> PageResponse {
    let kind = if ask.takes_away { ButtonKind::Warning } else { ButtonKind::Primary };
    let act = button(&Button { kind, prevent_double_click: true, ..Button::primary(ask.button) });
    let fields = html! {
        (ask.questions)
        (button_group(&[act, link(&Link::new("Cancel", person_page(state)))]))
    };
    let body = html! {
        (titled(ask.title, &state.name))
        p { "If you go on:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for consequence in ask.consequences { li { (consequence) } }
        }
        @if let Some(instead) = &ask.instead { p { (link(instead)) } }
        (form(frame, &Form { body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: ask.title.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary().or_else(|| ask.done.clone()),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// The title of a page about something named.
pub(crate) fn titled(title: &str, caption: &str) -> Markup {
    let caption = (!caption.is_empty()).then(|| caption.to_owned());
    heading(&Heading { caption, ..Heading::page(title) })
}
