//! `/demo/mail` and `/demo/texts`: what the demonstration would have sent, for everybody on this machine. It is served by
//! `guildhall demo` only.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use casework::notices::{Letter, NoticeLog};
use kernel::door::{Actor, Door, Face};
use kernel::http::App;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Details, EmptyState, Heading, Pagination, details, empty_state, heading, pagination,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

/// Where it is.
const HERE: &str = "/demo/mail";
/// The notices with a link that no page shows.
const START_LINKS: [&str; 2] = ["person.start-link", "person.start-link-reminder"];

/// The file of the demonstration that text messages are written to.
pub const TEXTS: &str = "texts.jsonl";
/// Text messages that are shown.
const SHOWN: usize = 20;

/// The pages; text messages are in a file.
pub fn routes(texts: PathBuf) -> Router<App> {
    let messages = move |frame: Frame| async move { messages(&frame, &texts) };
    Router::new().route("/demo/mail", get(page)).route("/demo/texts", get(messages))
}

/// The text messages, the newest first.
fn messages(frame: &Frame, file: &Path) -> PageResponse {
    let written = std::fs::read_to_string(file).unwrap_or_default();
    let read = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok();
    let newest: Vec<_> = written.lines().rev().take(SHOWN).filter_map(read).collect();
    let word =
        |text: &serde_json::Value, name: &str| text[name].as_str().unwrap_or_default().to_owned();
    let body = html! {
        (heading(&Heading::page("Text messages of the demonstration")))
        p { "The demonstration sends no text messages. These would have been sent, the newest first." }
        @if newest.is_empty() {
            (empty_state(&EmptyState {
                text: "No text messages yet".to_owned(),
                help: "Add a mobile number under My account, and look again.".into(),
                action: None,
            }))
        }
        ul class="nhsuk-list" {
            @for text in &newest { li { strong { (word(text, "to")) } " " (word(text, "text")) } }
        }
    };
    frame.page(Page {
        title: "Text messages of the demonstration".to_owned(),
        body,
        ..Page::default()
    })
}

async fn page(
    State(app): State<App>,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = Some(values.one("after").to_owned()).filter(|after| !after.is_empty());
    let operator = app.door.call(Actor::Operator("demo".to_owned()), Face::Portal);
    let found = app.door.ask(&operator, &NoticeLog { after, ..NoticeLog::default() }).await?;
    let mut links = Vec::with_capacity(found.items.len());
    for letter in &found.items {
        links.push(start_link(&app.door, letter).await?);
    }
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading::page("Letters of the demonstration")))
        p { "The demonstration sends no email. These letters would have been sent, the newest first." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No letters yet".to_owned(),
                help: "Create a person, mark a leaver or reset a password, and look again.".into(),
                action: None,
            }))
        }
        @for (letter, link) in found.items.iter().zip(&links) { (opened(letter, link.as_deref(), &zone)) }
        (pagination(&Pagination {
            next: found.next.map(|next| Link::new("", format!("{HERE}?after={next}"))),
            ..Pagination::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Letters of the demonstration".to_owned(),
        body,
        ..Page::default()
    }))
}

/// The link that stands only in the letter itself, which nobody gets here.
async fn start_link(door: &Door, letter: &Letter) -> Result<Option<String>> {
    if !START_LINKS.contains(&letter.notice.as_str()) {
        return Ok(None);
    }
    (signin::codes::unwritten().0)(door.clone(), letter.account, letter.address.clone()).await
}

fn opened(letter: &Letter, start_link: Option<&str>, zone: &Zone) -> Markup {
    let summary = format!("{}: {}", letter.address, letter.subject);
    let body = html! {
        p { (zone.minute(letter.made_at.micros())) }
        @for paragraph in letter.body.trim().split("\n\n") {
            p { @for line in paragraph.lines() { (line) br; } }
        }
        @if let Some(address) = start_link { p { (link(&Link::new("Open the link of this letter", address))) } }
    };
    details(&Details { summary, body: body.into(), ..Details::default() })
}
