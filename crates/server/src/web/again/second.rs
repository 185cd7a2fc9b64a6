//! The code after the password, in the middle of a form.

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::http::App;
use kernel::http::Caller;
use kernel::refusal::Result;
use maud::{Markup, html};
use signin::PASSKEY_FIELDS;
use ui::components::{Button, Heading, Input, InputWidth, button, heading, input};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{
    ADDRESS, Carried, NEW_PASSWORD, TERMS, asking, came_in, carrying, enter, leads_to, session_of,
};
use crate::web::Site;

/// The field for it. Nothing of that name is ever carried.
pub(super) const CODE: &str = "code";

const NO_CODE: &str = "The code was not accepted. Wait for the next code and try again, or use a recovery code. After many wrong codes no code of an app is looked at for a while; a recovery code is. If codes of your app are never accepted, ask one of your administrators to reset the second step.";
const NO_PASSKEY: &str = "The passkey was not accepted, or it took too long. Try again, or enter a code or a recovery code.";

/// Gives the code after the password, exactly as the page for it does.
pub(super) async fn give_code(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Response> {
    let carried = Carried::of(values);
    let fields = [CODE, PASSKEY_FIELDS[0], PASSKEY_FIELDS[1]];
    let entered = enter(site, caller, frame, headers, values, "/sign-in/code", &fields).await?;
    let mut problems = Problems::new();
    if entered.status() == StatusCode::UNPROCESSABLE_ENTITY {
        let words = if values.has(PASSKEY_FIELDS[0]) { NO_PASSKEY } else { NO_CODE };
        problems.add(CODE, words);
        let passkey = with_cookie(site, headers, header::COOKIE).await?;
        return Ok(asking_code(frame, &carried, passkey, &problems).into_response());
    }
    if entered.status() == StatusCode::SEE_OTHER
        && !leads_to(&entered, NEW_PASSWORD)
        && !leads_to(&entered, TERMS)
        && session_of(site, entered.headers()).await?.is_none()
    {
        problems.add_general("Signing in took too long, or something about the account has changed. Enter your username and password again.");
        let mut response = asking(frame, &Values::default(), &carried, &problems);
        for cookie in entered.headers().get_all(header::SET_COOKIE) {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        return Ok(response);
    }
    came_in(site, caller, frame, &carried, entered).await
}

/// The part in which a passkey signs, for whoever has one: which step that is for says a cookie among these headers.
pub(super) async fn with_cookie(
    site: &Site,
    headers: &HeaderMap,
    name: HeaderName,
) -> Result<Option<Markup>> {
    let app = App { door: site.door.clone() };
    for line in headers.get_all(name).iter().filter_map(|line| line.to_str().ok()) {
        if let Some(part) = signin::passkey_part(&app, line).await? {
            return Ok(Some(part));
        }
    }
    Ok(None)
}

/// Asks for it, with what is carried.
pub(super) fn asking_code(
    frame: &Frame,
    carried: &Carried<'_>,
    passkey: Option<Markup>,
    problems: &Problems,
) -> PageResponse {
    let code = Input {
        label: "Code".into(),
        hint: Some("The 6 digits of your authenticator app, or a recovery code".into()),
        width: InputWidth::Characters20,
        autocomplete: Some("one-time-code"),
        no_spellcheck: true,
        code: true,
        ..Input::from(Values::default().field(CODE, problems))
    };
    let fields = html! {
        (input(&code))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
    };
    let hidden = carrying(carried.to, &carried.answers);
    frame.page(Page {
        title: "Enter your code".to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (heading(&Heading::page("Enter your code")))
            p { "Your password was accepted. What you entered comes back after you have signed in." }
            @if let Some(body) = passkey {
                (form(frame, &Form { action: ADDRESS.to_owned(), hidden: hidden.clone(), body, ..Form::default() }))
            }
            (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body: fields, ..Form::default() }))
            p { (link(&Link::new("I cannot sign in", "/cannot-sign-in"))) }
        },
        ..Page::default()
    })
}
