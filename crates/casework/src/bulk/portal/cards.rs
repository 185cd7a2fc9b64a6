//! What this slice puts on the home page and on the overview of an organisation: what runs, and the way to begin.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::home::Card;
use ui::link::{Link, link};

use super::{part, words};
use crate::bulk::queries::{BulkActs, BulkLine, BulkList, MyBulk};

/// A card: what it says to the caller, or nothing.
pub type CardOf = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;
/// The same about the organisation of a code.
pub type OrganisationCardOf = fn(Door, Call, String) -> BoxFuture<'static, Result<Option<Card>>>;

/// Bulk changes shown on the card of an organisation.
const SHOWN: u32 = 3;

/// The card of the home page.
pub fn cards() -> Vec<CardOf> {
    vec![|door, call| Box::pin(mine(door, call))]
}

/// The card of an organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCardOf> {
    vec![|door, call, code| Box::pin(of_organisation(door, call, code))]
}

async fn mine(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let found = door.ask(&call, &MyBulk {}).await?;
    // Nobody is told of what they have never used.
    let Some(first) = found.first() else { return Ok(None) };
    let behind = format!("/o/{}/bulk", part(&first.organisation));
    Ok(Some(Card {
        id: "bulk".to_owned(),
        title: "Bulk changes".to_owned(),
        body: lines(&found),
        link: Some(Link::new("Change many people at once", behind)),
        order: 7,
    }))
}

async fn of_organisation(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let can = door.ask(&call, &BulkActs { organisation: code.clone() }).await?;
    if can.acts.is_empty() {
        return Ok(None);
    }
    let list = BulkList { organisation: code.clone(), after: None, limit: Some(SHOWN) };
    let found = door.ask(&call, &list).await?.items;
    let body = html! {
        @if found.is_empty() {
            p { "Move, disable or mark many people at once from a list of addresses. Each has an outcome." }
        } @else {
            (lines(&found))
        }
    };
    Ok(Some(Card {
        id: "bulk".to_owned(),
        title: "Bulk changes".to_owned(),
        body,
        link: Some(Link::new("Change many people at once", format!("/o/{}/bulk", part(&code)))),
        order: 20,
    }))
}

fn lines(found: &[BulkLine]) -> Markup {
    html! {
        ul.nhsuk-list {
            @for line in found {
                li {
                    (link(&Link::new(words::what(line), format!("/o/{}/bulk/{}", part(&line.organisation), line.bulk))))
                    " " (words::state(line.state)) ", " (words::how_far(line))
                }
            }
        }
    }
}
