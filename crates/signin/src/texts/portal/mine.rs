//! One's own number, and a code to it for whatever asks for one.

use axum::extract::{Query, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{BannerKind, Button, NotificationBanner, button, notification_banner};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{HERE, TITLE, send_form, told, word_of};
use crate::portal::{see_other, titled};
use crate::texts::{Gateway, MyTextNumber, SendOwnCode, messages};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MyTextNumber {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let has_gateway = app.door.ports().port::<Gateway>().is_ok();
    let notices = told(values.one("text")).or_else(|| done(values.one("done")));
    let body = html! {
        (titled(TITLE, ""))
        @match (&mine.ending, mine.added_at) {
            (Some(ending), Some(at)) => {
                p { "Codes are sent to your number that ends in " strong { (ending) } ". It was added on " (zone.day(at.micros())) "." }
                p { "At sign-in, choose " em { "Send me a text message" } " after your password. If another page of your account asks for a code, have one sent here first." }
                @if has_gateway { (send_form(&frame, "/me/text-messages/send", "Send me a code now", Vec::new())) }
                p { (link(&Link::new("Use another number", format!("{HERE}/add")))) }
                p { (link(&Link::new("Remove this number", format!("{HERE}/remove")))) }
            }
            _ => (without(has_gateway)),
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices,
        body,
        ..Page::default()
    }))
}

fn without(has_gateway: bool) -> Markup {
    html! {
        p { "You have no number for codes by text message." }
        @if has_gateway {
            p { "A text message is the weakest second step: a number can be taken over, and there is not always a signal. An authenticator app or a passkey protects you better. Whoever holds a role cannot use text messages." }
            (button(&Button { href: Some(format!("{HERE}/add")), ..Button::primary("Add a mobile number") }))
        } @else {
            p { (messages::NONE.text) }
        }
        p { (link(&Link::new("Add an authenticator app instead", "/me/second-step"))) }
    }
}

fn done(word: &str) -> Option<Markup> {
    let words = match word {
        "added" => "The number was added. You are signed out of every other browser.",
        "removed" => "The number was removed. No more codes are sent to it.",
        _ => return None,
    };
    Some(notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: words.into(),
        ..NotificationBanner::default()
    }))
}

/// Has a code sent, for a change of one's own.
pub(super) async fn send(State(app): State<App>, caller: Caller) -> Result<Response> {
    let done = app.door.perform(caller.call(&app.door), SendOwnCode {}).await;
    let to = match word_of(done.map(drop))? {
        "" => HERE.to_owned(),
        word => format!("{HERE}?text={word}"),
    };
    Ok(see_other(&to, None))
}
