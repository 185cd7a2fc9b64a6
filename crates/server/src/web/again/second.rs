//! The code after the password, in the middle of a form.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::http::Caller;
use kernel::refusal::Result;
use maud::html;
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

/// Gives the code after the password, exactly as the page for it does.
pub(super) async fn give_code(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Response> {
    let carried = Carried::of(values);
    let entered = enter(site, caller, frame, headers, values, "/sign-in/code", &[CODE]).await?;
    let mut problems = Problems::new();
    if entered.status() == StatusCode::UNPROCESSABLE_ENTITY {
        problems.add(CODE, "The code was not accepted. Wait for the next code and try again, or use a recovery code. After many wrong codes no code of an app is looked at for a while; a recovery code is. If codes of your app are never accepted, ask one of your administrators to reset the second step.");
        return Ok(asking_code(frame, &carried, &problems).into_response());
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

/// Asks for it, with what is carried.
pub(super) fn asking_code(
    frame: &Frame,
    carried: &Carried<'_>,
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
            (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body: fields, ..Form::default() }))
            p { (link(&Link::new("I cannot sign in", "/cannot-sign-in"))) }
        },
        ..Page::default()
    })
}
