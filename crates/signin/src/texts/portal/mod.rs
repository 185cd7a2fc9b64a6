//! One's own telephone number: adding it, confirming it, having a code sent to it, removing it.

mod add;
mod confirm;
mod mine;
mod remove;

use axum::Router;
use axum::routing::{get, post};
use kernel::http::App;
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::components::{BannerKind, Button, NotificationBanner, button, notification_banner};
use ui::form::{Form, form};
use ui::frame::Frame;
use ui::link::Link;

use super::messages;

/// The title of one's own page.
const TITLE: &str = "Codes by text message";
/// Where it is.
pub(crate) const HERE: &str = "/me/text-messages";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/me/text-messages", get(mine::page))
        .route("/me/text-messages/send", post(mine::send))
        .route("/me/text-messages/add", get(add::page).post(add::begin))
        .route("/me/text-messages/confirm", get(confirm::page).post(confirm::confirm))
        .route("/me/text-messages/remove", get(remove::page).post(remove::remove))
}

/// The pages above one of one's own.
fn above() -> Vec<Link> {
    vec![Link::new("My account", "/me"), Link::new(TITLE, HERE)]
}

/// A form with a button alone, which has a code sent.
pub(crate) fn send_form(
    frame: &Frame,
    action: &str,
    words: &'static str,
    hidden: Vec<(String, String)>,
) -> Markup {
    let act = Button { prevent_double_click: true, ..Button::secondary(words) };
    let body = html! { (button(&act)) };
    form(frame, &Form { action: action.to_owned(), hidden, body, ..Form::default() })
}

/// What is said once somebody asked for a code of their own, by the word that the address holds.
pub(crate) fn told(word: &str) -> Option<Markup> {
    let words = match word {
        "sent" => {
            "A text message with a code is on its way. It can take a minute. The code is good for 10 minutes."
        }
        "soon" => messages::TOO_SOON.text,
        "many" => messages::TOO_MANY.text,
        _ => return None,
    };
    let kind = if word == "sent" { BannerKind::Success } else { BannerKind::Important };
    Some(notification_banner(&NotificationBanner {
        kind,
        body: words.into(),
        ..NotificationBanner::default()
    }))
}

/// That word: of a text that was sent, or of the refusal of one that was not; none where there is no number.
pub(crate) fn word_of(done: Result<()>) -> Result<&'static str> {
    match done {
        Ok(()) => Ok("sent"),
        Err(Error::Refused(refusal)) if refusal.code == messages::TOO_SOON.code => Ok("soon"),
        Err(Error::Refused(refusal)) if refusal.code == messages::TOO_MANY.code => Ok("many"),
        Err(Error::Refused(refusal)) if refusal.code == messages::NO_NUMBER.code => Ok(""),
        Err(error) => Err(error),
    }
}
