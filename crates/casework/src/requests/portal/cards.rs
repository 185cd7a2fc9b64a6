//! What this slice puts on the home page: what waits for the reader, and what they asked for.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::home::Card;
use ui::link::Link;

use super::mine::what;
use super::words;
use crate::requests::queries::{CountRequests, MyRequests, ToDo};

/// A card: what it says to the caller, or nothing.
pub type CardOf = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;

/// Requests shown on one card.
const SHOWN: u32 = 5;

/// The cards; each says where it stands.
pub fn cards() -> Vec<CardOf> {
    vec![|door, call| Box::pin(to_do(door, call)), |door, call| Box::pin(mine(door, call))]
}

async fn to_do(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let count = door.ask(&call, &CountRequests {}).await?;
    let first = door.ask(&call, &ToDo { limit: Some(SHOWN), ..ToDo::default() }).await?;
    let zone = words::zone(&door);
    let body = html! {
        @if first.items.is_empty() {
            p { "Nothing waits for you." }
        } @else {
            ul.nhsuk-list {
                @for line in &first.items {
                    li { (what(line)) ", due " (words::due(&zone, line)) }
                }
            }
        }
    };
    let all = match count.waiting {
        0 => "See what there is to do".to_owned(),
        _ => format!("See all ({})", words::count(count.waiting, count.is_more)),
    };
    Ok(Some(Card {
        id: "to-do".to_owned(),
        title: "To do".to_owned(),
        body,
        link: Some(Link::new(all, "/to-do")),
        order: 5,
    }))
}

async fn mine(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let query =
        MyRequests { state: Some("live".to_owned()), limit: Some(SHOWN), ..MyRequests::default() };
    let found = door.ask(&call, &query).await?;
    let body = html! {
        @if found.items.is_empty() {
            p { "Nothing that you asked for is open." }
        } @else {
            ul.nhsuk-list {
                @for line in &found.items {
                    li { (what(line)) ", " (words::state(line.state)) }
                }
            }
        }
        p { (ui::link::link(&Link::new("Ask for something", "/ask"))) }
    };
    Ok(Some(Card {
        id: "my-requests".to_owned(),
        title: "My requests".to_owned(),
        body,
        link: Some(Link::new("My requests", "/me/requests")),
        order: 82,
    }))
}
