//! `/demo/mail`: the letters that the demonstration would have sent, for everybody on this machine. It is served by
//! `guildhall demo` only.

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

/// The page.
pub fn routes() -> Router<App> {
    Router::new().route("/demo/mail", get(page))
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
