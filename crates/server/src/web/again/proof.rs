//! Showing again that it is oneself, in the middle of a form: an act that can harm many was asked for in a session whose
//! last code or passkey is some time ago.
//!
//! The answers go along in the page as they do where a session is over. The session is there, though, and with it the
//! token that no other site knows, so a confirmation without answers is carried too: it came from a page of this session
//! that said what it is about to do.

use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use axum::{Extension, Form as Posted, Router};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use signin::Taken;
use ui::components::{
    Button, Heading, SummaryList, SummaryRow, action_link, button, heading, summary_list,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{Carried, asking, can_hold, is_ours, kept};
use crate::web::Site;
use crate::web::forms::for_people;

/// Where the code or the passkey goes.
const ADDRESS: &str = "/sign-in/prove";
/// The field that says which page it was asked for on.
const BACK: &str = "kept-back";
/// What stands there where a code is not enough.
const PASSKEY: &str = "kept-passkey";
/// What stands there where an address was opened and nothing was sent.
const OPENED: &str = "kept-opened";

const TITLE: &str = "Show that it is you";
/// The way out of it.
const LEAVE_IT: &str = "Go back to the page without doing it";
/// Where that leads if the page is not known.
const HOME: &str = "/home";

pub(in crate::web) fn routes(site: Site) -> Router<App> {
    let page = move |Extension(caller): Extension<Caller>,
                     frame: Frame,
                     headers: HeaderMap,
                     Posted(values): Posted<Values>| {
        let site = site.clone();
        async move { given(&site, &caller, &frame, &headers, &values).await }
    };
    Router::new().route(ADDRESS, post(page))
}

/// What was asked for when a proof was missing.
pub(in crate::web) struct Stopped {
    /// By what method.
    pub(in crate::web) method: Method,
    /// Where.
    pub(in crate::web) address: String,
    /// From which page.
    pub(in crate::web) before: String,
}

impl Stopped {
    /// What a request is, in case it is stopped.
    pub(in crate::web) fn of(request: &Request, address: &str, before: &str) -> Self {
        let (address, before) = (address.to_owned(), before.to_owned());
        Self { method: request.method().clone(), address, before }
    }
}

/// The page that asks, in answer to what was stopped.
pub(in crate::web) async fn ask(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    stopped: &Stopped,
    answers: &[(String, String)],
    taken: Taken,
) -> Result<Response> {
    let carried = Carried { to: &stopped.address, answers: answers.to_vec() };
    let mut hidden = kept(&stopped.address, answers);
    hidden.push((BACK.to_owned(), stopped.before.clone()));
    if stopped.method != Method::POST {
        hidden.push((OPENED.to_owned(), "yes".to_owned()));
    }
    if taken == Taken::Passkey {
        hidden.push((PASSKEY.to_owned(), "yes".to_owned()));
    }
    let back = if is_ours(&stopped.before) { &stopped.before } else { HOME };
    let page = page(site, caller, frame, &carried, (hidden, back, taken), &Problems::new()).await?;
    Ok(page.with_status(StatusCode::FORBIDDEN).into_response())
}

async fn given(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    headers: &HeaderMap,
    values: &Values,
) -> Result<Response> {
    let carried = Carried::of(values);
    if frame.who.is_none() {
        return Ok(asking(frame, &Values::default(), &carried, &Problems::new()));
    }
    let app = App { door: site.door.clone() };
    let device = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let given = signin::prove_again(&app, caller, device.unwrap_or_default(), values).await?;
    let back = Some(values.one(BACK)).filter(|back| is_ours(back)).unwrap_or(HOME);
    let problems = match given {
        Ok(cookie) => {
            let mut response = match values.has(OPENED) {
                true => signin::see_other(carried.to),
                false => go_on(frame, &carried, back).into_response(),
            };
            response.headers_mut().append(header::SET_COOKIE, cookie);
            return Ok(response);
        }
        Err(problems) => problems,
    };
    let taken = if values.has(PASSKEY) { Taken::Passkey } else { Taken::Any };
    let mut hidden = kept(carried.to, &carried.answers);
    hidden.push((BACK.to_owned(), back.to_owned()));
    if values.has(OPENED) {
        hidden.push((OPENED.to_owned(), "yes".to_owned()));
    }
    if taken == Taken::Passkey {
        hidden.push((PASSKEY.to_owned(), "yes".to_owned()));
    }
    Ok(page(site, caller, frame, &carried, (hidden, back, taken), &problems).await?.into_response())
}

async fn page(
    site: &Site,
    caller: &Caller,
    frame: &Frame,
    carried: &Carried<'_>,
    (hidden, back, taken): (Vec<(String, String)>, &str, Taken),
    problems: &Problems,
) -> Result<PageResponse> {
    let app = App { door: site.door.clone() };
    let problems = &match taken {
        Taken::Any => problems.clone(),
        Taken::Passkey => without_field(problems),
    };
    let body = signin::proof_fields(&app, caller, taken, problems).await?;
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (heading(&Heading::page(TITLE)))
            @if taken == Taken::Passkey {
                p { "This harms many if somebody else does it in your name. A code can be talked out of people and a passkey cannot, so we ask you for your passkey. We do not ask again for some minutes." }
            } @else {
                p { "Before this is done we ask you again for a code or a passkey, so that nobody does it who finds your browser open. We do not ask again for some minutes." }
            }
            (form(frame, &Form { action: ADDRESS.to_owned(), hidden, body, ..Form::default() }))
            (entered(carried))
            p { (link(&Link::new(LEAVE_IT, back))) }
        },
        ..Page::default()
    }))
}

/// The same where there is no field that a problem could lead to.
fn without_field(problems: &Problems) -> Problems {
    let mut all = Problems::new();
    for problem in problems.iter() {
        all.add_general(problem.text.clone());
    }
    all
}

/// What goes along, for people to read.
fn entered(carried: &Carried<'_>) -> Markup {
    let rows = for_people(&carried.answers).into_iter();
    let rows: Vec<SummaryRow> =
        rows.map(|(question, answer)| SummaryRow::new(question, answer)).collect();
    html! {
        @if !rows.is_empty() {
            (heading(&Heading::part("What you entered")))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        }
    }
}

/// It is them: the button that does what they asked for before.
fn go_on(frame: &Frame, carried: &Carried<'_>, back: &str) -> PageResponse {
    let can_be_carried = can_hold(carried.to, &carried.answers);
    let hidden = carried.answers.clone();
    let body = button(&Button { prevent_double_click: true, ..Button::primary("Go on") });
    frame.page(Page {
        title: "You have shown that it is you".to_owned(),
        body: html! {
            (heading(&Heading::page("You have shown that it is you")))
            @if can_be_carried {
                p { "What you asked for on the page before has not been done yet. It is done when you go on." }
                (entered(carried))
                (form(frame, &Form { action: carried.to.to_owned(), hidden, body, ..Form::default() }))
                p { (link(&Link::new(LEAVE_IT, back))) }
            } @else {
                p { "What you asked for on the page before has not been done. Go back and ask for it again." }
                (entered(carried))
                (action_link(&Link::new("Go back to the page", back)))
            }
        },
        ..Page::default()
    })
}
