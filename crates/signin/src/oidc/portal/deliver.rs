//! Sending a browser back to an application.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kernel::refusal::{Fault, Result};
use maud::html;
use ui::components::{Button, button};
use ui::frame::Frame;
use ui::link::{Link, link};

use super::between;
use crate::applications::Application;
use crate::oidc::model::{Answer, Mode};
use crate::portal::see_other;

/// Where the browser came from when it asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// From the application: an ordinary redirect leads back.
    FromApplication,
    /// From a form of ours. Browsers hold its page's policy against every redirect that follows, and that policy names only
    /// us; so it ends on a page, which leads on by itself.
    FromHere,
}

/// Sends the answer.
pub(super) fn deliver(
    frame: &Frame,
    application: &Application,
    answer: &Answer,
    reached: Reached,
) -> Result<Response> {
    match (answer.mode, reached) {
        (Mode::Query, Reached::FromApplication) => Ok(see_other(&answer.address(), None)),
        (Mode::Query, Reached::FromHere) => by_page(frame, application, &answer.address()),
        (Mode::FormPost, _) => by_form(frame, application, answer),
    }
}

fn title(application: &Application) -> String {
    format!("Continue to {}", application.name)
}

fn by_page(frame: &Frame, application: &Application, address: &str) -> Result<Response> {
    let title = title(application);
    let body = html! {
        p { "You are being taken there now." }
        p { (link(&Link::new(title.as_str(), address))) }
    };
    let mut response = between(frame, &title, &body).into_response();
    let value = HeaderValue::from_str(&format!("0;url={address}"))
        .map_err(|error| Fault::defect("writing where a browser goes on").because(error))?;
    response.headers_mut().insert(header::REFRESH, value);
    Ok(response)
}

/// The answer as a form, which a script sends at once and the person without one.
fn by_form(frame: &Frame, application: &Application, answer: &Answer) -> Result<Response> {
    let title = title(application);
    let body = html! {
        form method="post" action=(answer.to) data-send-at-once {
            @for (name, value) in &answer.fields { input type="hidden" name=(name) value=(value); }
            (button(&Button::primary("Continue")))
        }
    };
    let mut response = between(frame, &title, &body).into_response();
    let origin = answer.origin()?;
    may_send_to(response.headers_mut(), &origin)?;
    Ok(response)
}

/// Lets the form of this one page go to one other place, and on from there: browsers hold the page's policy against every
/// redirect that follows, and where an application sends people after it took the answer is its own affair.
pub(crate) fn may_send_to(headers: &mut HeaderMap, origin: &str) -> Result<(), Fault> {
    let policy = headers
        .get(header::CONTENT_SECURITY_POLICY)
        .and_then(|policy| policy.to_str().ok())
        .unwrap_or_default()
        .replace("form-action 'self'", &format!("form-action 'self' {origin} https:"));
    let policy = HeaderValue::from_str(&policy)
        .map_err(|error| Fault::defect("writing where a form may go").because(error))?;
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    Ok(())
}
