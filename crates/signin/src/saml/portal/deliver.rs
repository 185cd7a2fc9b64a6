//! Sending an answer through the browser: as a form, which a script sends at once and the person without one.

use axum::response::{IntoResponse as _, Response};
use kernel::refusal::{Fault, Result};
use maud::html;
use ui::components::{Button, button};
use ui::frame::Frame;
use wire::saml::{Kind, to_form};

use crate::oidc::portal::{between, may_send_to};

/// Sends a document to an address of an application.
pub(super) fn by_form(
    frame: &Frame,
    name: &str,
    to: &str,
    (kind, document): (Kind, &str),
    relay: Option<&str>,
) -> Result<Response> {
    let body = html! {
        form method="post" action=(to) data-send-at-once {
            input type="hidden" name=(kind.parameter()) value=(to_form(document));
            @if let Some(relay) = relay { input type="hidden" name="RelayState" value=(relay); }
            (button(&Button::primary("Continue")))
        }
    };
    let mut response = between(frame, &format!("Continue to {name}"), &body).into_response();
    may_send_to(response.headers_mut(), &origin(to)?)?;
    Ok(response)
}

/// Scheme, host and port of an address, as a policy of a page names them.
fn origin(to: &str) -> Result<String, Fault> {
    let uri: axum::http::Uri =
        to.parse().map_err(|error| Fault::defect("reading a registered address").because(error))?;
    match (uri.scheme_str(), uri.authority()) {
        (Some(scheme), Some(authority)) => Ok(format!("{scheme}://{authority}")),
        _ => Err(Fault::defect("reading a registered address, which has no host")),
    }
}
