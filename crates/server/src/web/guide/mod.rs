//! Help: for each page the guide to what is done there, and whom to ask when that is not enough.
//!
//! A guide belongs to a kind of page and says nothing of anybody, so everyone may read it, signed in or not. The link at
//! the foot of a page leads to the guide of that page.

mod nation;
mod organisation;
mod person;

use axum::Router;
use axum::extract::Path;
use axum::routing::get;
use kernel::http::App;
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::components::{Details, Heading, details, heading};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

/// The guide to one kind of page.
struct Guide {
    /// Its name in addresses.
    name: &'static str,
    /// What it is about.
    title: &'static str,
    /// What the pages are for, in a sentence or two.
    intro: &'static str,
    /// Questions that people come with, and the answers.
    questions: &'static [(&'static str, &'static str)],
}

/// Every guide, in the order of the menus.
const GUIDES: [&[Guide]; 3] = [person::GUIDES, organisation::GUIDES, nation::GUIDES];

/// The headings above the guides.
const PARTS: [&str; 3] = ["For everyone", "For administrators", "For the national team"];

/// Pages of the portal by the beginning of their address below the organisation or the nation, and the guide to each. The
/// first that fits decides.
const BELOW_ORGANISATION: &[(&str, &str)] = &[
    ("people/leavers", "joining-and-leaving"),
    ("people/coming", "joining-and-leaving"),
    ("people/deleted", "joining-and-leaving"),
    ("people/claim", "joining-and-leaving"),
    ("transfers", "joining-and-leaving"),
    ("held-deletions", "joining-and-leaving"),
    ("people", "people"),
    ("bulk", "many-people"),
    ("policies", "user-policies"),
    ("licences", "licences"),
    ("applications", "own-applications"),
    ("reports", "reports"),
    ("administrators", "administrators"),
    ("looked", "administrators"),
    ("sign-ins", "administrators"),
    ("administration", "administrators"),
    ("notices", "messages"),
    ("banners", "messages"),
    ("letters", "messages"),
    ("on-the-way", "microsoft-365"),
    ("history", "history"),
    ("organisation", "organisation"),
    ("joining", "organisation"),
    ("closing", "organisation"),
    ("rules", "organisation"),
    ("password-words", "organisation"),
    ("terms", "organisation"),
    ("", "people"),
];

const BELOW_NATION: &[(&str, &str)] = &[
    ("register", "register"),
    ("licences", "national-licences"),
    ("rules", "rules"),
    ("password-words", "rules"),
    ("terms", "rules"),
    ("applications", "national-applications"),
    ("signing-keys", "national-applications"),
    ("administrators", "national-roles"),
    ("roles", "national-roles"),
    ("tenant", "national-microsoft-365"),
    ("notices", "messages"),
    ("letters", "messages"),
    ("banners", "messages"),
    ("", "organisations"),
];

const ELSEWHERE: &[(&str, &str)] = &[
    ("home", "home"),
    ("welcome", "signing-in"),
    ("people", "find-people"),
    ("my-organisation", "home"),
    ("to-do", "requests"),
    ("ask", "requests"),
    ("requests", "requests"),
    ("me/requests", "requests"),
    ("me/reports", "reports"),
    ("me/views", "reports"),
    ("me/cover", "administrators"),
    ("me", "account"),
    ("history", "history"),
    ("sign-in", "signing-in"),
    ("cannot-sign-in", "signing-in"),
    ("recover", "signing-in"),
    ("start", "signing-in"),
];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/help", get(all)).route("/help/{guide}", get(one))
}

/// The address of the guide to a page; none where the list of all guides helps more.
pub(super) fn address_for(path: &str) -> Option<String> {
    let path = path.trim_matches('/');
    let (table, rest) = match path.split_once('/').unwrap_or((path, "")) {
        ("o", rest) => (BELOW_ORGANISATION, rest.split_once('/').map_or("", |(_, below)| below)),
        ("national", rest) => (BELOW_NATION, rest),
        _ => (ELSEWHERE, path),
    };
    let is_below = |beginning: &str| {
        beginning.is_empty()
            || rest
                .strip_prefix(beginning)
                .is_some_and(|end| end.is_empty() || end.starts_with('/'))
    };
    let (_, name) = table.iter().find(|(beginning, _)| is_below(beginning))?;
    Some(format!("/help/{name}"))
}

async fn all(frame: Frame) -> PageResponse {
    let body = html! {
        (heading(&Heading::page("Help")))
        p { "Each page has a guide of its own: choose Help at its foot. These are all of them." }
        @for (part, guides) in PARTS.iter().zip(GUIDES) {
            (heading(&Heading::part(*part)))
            ul.nhsuk-list {
                @for guide in guides {
                    li { (link(&Link::new(guide.title, format!("/help/{}", guide.name)))) }
                }
            }
        }
        (whom_to_ask(&frame))
    };
    frame.page(Page { title: "Help".to_owned(), body, ..Page::default() })
}

async fn one(frame: Frame, Path(name): Path<String>) -> Result<PageResponse> {
    let guide = GUIDES
        .into_iter()
        .flatten()
        .find(|guide| guide.name == name)
        .ok_or_else(|| messages::NOT_FOUND.refuse())?;
    let body = html! {
        (heading(&Heading { caption: Some("Help".to_owned()), ..Heading::page(guide.title) }))
        p { (guide.intro) }
        @for (question, answer) in guide.questions {
            (details(&Details {
                summary: (*question).to_owned(),
                body: html! { p { (answer) } }.into(),
                ..Details::default()
            }))
        }
        (whom_to_ask(&frame))
    };
    Ok(frame.page(Page {
        title: guide.title.to_owned(),
        caption: "Help".to_owned(),
        breadcrumbs: vec![Link::new("Help", "/help")],
        body,
        ..Page::default()
    }))
}

/// People, when words on a page are not enough.
fn whom_to_ask(frame: &Frame) -> Markup {
    html! {
        (heading(&Heading::part("Somebody to ask")))
        ul.nhsuk-list {
            @if frame.who.is_some() {
                li { (link(&Link::new("My administrators", "/my-organisation"))) ", with telephone numbers and hours" }
                li { (link(&Link::new("Ask for something", "/ask"))) ", or say what could be better here" }
            } @else {
                li { (link(&Link::new("Find whom to call at my organisation", "/cannot-sign-in"))) }
            }
            li { (frame.brand.help) }
        }
    }
}

#[cfg(test)]
mod tests {
    //! Every page leads to a guide that there is.

    use super::*;

    #[test]
    fn a_page_leads_to_the_guide_of_what_is_done_there() {
        for (path, guide) in [
            ("/o/RX1", Some("people")),
            ("/o", Some("people")),
            ("/o/RX1/people/0198/rename", Some("people")),
            ("/o/RX1/people/leavers", Some("joining-and-leaving")),
            ("/o/RX1/transfers/0198", Some("joining-and-leaving")),
            ("/o/RX1/licences", Some("licences")),
            ("/national", Some("organisations")),
            ("/national/registers", Some("organisations")),
            ("/national/register/changes", Some("register")),
            ("/me/password", Some("account")),
            ("/me/requests", Some("requests")),
            ("/people/search", Some("find-people")),
            ("/demo/mail", None),
            ("/demo/texts", None),
            ("/", None),
        ] {
            let found = address_for(path);
            assert_eq!(found, guide.map(|name| format!("/help/{name}")), "{path}");
        }
    }

    #[test]
    fn every_guide_is_there_once_and_is_led_to() {
        let names: Vec<&str> = GUIDES.into_iter().flatten().map(|guide| guide.name).collect();
        let led_to = [BELOW_ORGANISATION, BELOW_NATION, ELSEWHERE].concat();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name} stands twice");
            assert!(led_to.iter().any(|(_, to)| to == name), "no page leads to {name}");
        }
        for (_, to) in led_to {
            assert!(names.contains(&to), "there is no guide {to}");
        }
    }
}
