//! The pages for human eyes: who is in the tenant, what they hold, what was asked lately.
//!
//! Plain HTML without script, for a developer or a spectator of a demo. It shows the directory as it is, without
//! the delay a fault plan gives to readers. Nothing can be changed here.

mod home;
mod person;

use axum::body::Body as HttpBody;
use axum::http::HeaderValue;
use axum::response::Response;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use uuid::Uuid;
use wire::graph::Property;

use crate::emulator::Emulator;
use crate::exchange::Request;
use crate::record::Record;
use crate::state::State;

const STYLE: &str = include_str!("page.css");
/// No script at all, and the style sheet only from here.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Answers `/`, `/people/{id}` and `/assets/emulator.css`.
pub(crate) fn answer(emulator: &Emulator, request: &Request) -> Response {
    match request.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["assets", "emulator.css"] => sent(200, "text/css; charset=utf-8", STYLE.to_owned()),
        ["people", key] => {
            match emulator
                .look(|state| find(state, key).map(|record| person::person(emulator, record)))
            {
                Some(page) => shown(200, page),
                None => shown(404, nobody(emulator)),
            }
        }
        [] => shown(200, home::home(emulator, request)),
        _ => shown(404, nobody(emulator)),
    }
}

fn find<'a>(state: &'a State, key: &str) -> Option<&'a Record> {
    let id = Uuid::try_parse(key).ok()?;
    state.live.get(&id).or_else(|| state.deleted.get(&id)).map(AsRef::as_ref)
}

fn nobody(emulator: &Emulator) -> Markup {
    frame(
        emulator,
        "No such page",
        html! {
            h1 { "No such page" }
            p { "There is nobody with this address in the tenant. " a href="/" { "Show all users" } "." }
        },
    )
}

fn name(record: &Record) -> &str {
    record.text(Property::DisplayName).unwrap_or("No name")
}

fn state(emulator: &Emulator, record: &Record) -> &'static str {
    let enabled = record.value(Property::AccountEnabled, &emulator.catalogue).as_bool();
    match (record.deleted, enabled) {
        (Some(_), _) => "Deleted",
        (None, Some(true)) => "Can sign in",
        (None, _) => "Sign-in blocked",
    }
}

/// A moment for people: the date, the time and the zone.
fn readable(moment: &str) -> String {
    moment.replace('T', " ").replace('Z', " UTC")
}

fn frame(emulator: &Emulator, title: &str, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en-GB" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – " (emulator.settings.tenant_name) }
                link rel="stylesheet" href="/assets/emulator.css";
            }
            body {
                a.skip href="#main" { "Skip to main content" }
                header { p { "Tenant emulator" } }
                main id="main" { (main) }
                footer { p { "This is not Microsoft 365. It answers like it, for development, tests and demonstrations." } }
            }
        }
    }
}

fn shown(status: u16, page: Markup) -> Response {
    let PreEscaped(text) = page;
    sent(status, "text/html; charset=utf-8", text)
}

fn sent(status: u16, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(HttpBody::from(text));
    *response.status_mut() = axum::http::StatusCode::from_u16(status).unwrap_or_default();
    let fixed = [
        ("content-type", kind),
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in fixed {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
