//! What national administration puts on the home page and on the overview of an organisation.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::home::Card;
use ui::link::{Link, link};

use super::{LIST, address};
use crate::pages::if_allowed;
use crate::people::{HomeCard, OrganisationCard};
use crate::served::queries::{ServedByCode, ServedSummary};

/// Where the cards stand on a page.
const ORDER: u16 = 15;

/// The cards of the home page.
pub fn cards() -> Vec<HomeCard> {
    vec![|door, call| Box::pin(summary(door, call))]
}

/// The cards of one organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCard> {
    vec![|door, call, code| Box::pin(of_one(door, call, code))]
}

/// How many there are, by sector.
async fn summary(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let Some(found) = if_allowed(door.ask(&call, &ServedSummary {}).await)? else {
        return Ok(None);
    };
    Ok(Some(Card {
        id: "served".to_owned(),
        title: "Administered nationally".to_owned(),
        body: html! {
            @if found.sectors.is_empty() { p { "No organisation is administered nationally." } }
            @else {
                ul.nhsuk-list {
                    @for one in &found.sectors {
                        li {
                            (link(&Link::new(one.sector.title(), format!("{LIST}?sector={}", one.sector.name()))))
                            ": " @if one.is_more { "more than " } (one.count)
                        }
                    }
                }
            }
        },
        link: Some(Link::new("See all of them", LIST)),
        order: ORDER,
    }))
}

/// Whether one is, for those who look after it; and the way to begin it, for those who decide that.
async fn of_one(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let query = ServedByCode { organisation: code };
    let Some(view) = if_allowed(door.ask(&call, &query).await)? else { return Ok(None) };
    if view.sector.is_none() && !view.may_mark {
        return Ok(None);
    }
    let own = address(&view.organisation);
    let link = if view.may_record {
        Link::new("Record a request", format!("{own}/request"))
    } else {
        Link::new("National administration", own.clone())
    };
    Ok(Some(Card {
        id: "served-one".to_owned(),
        title: "National administration".to_owned(),
        body: html! {
            @match view.sector {
                Some(sector) => {
                    p { (sector.title()) ". " (view.people) " people of " (view.limit) " at most." }
                    @if view.may_record {
                        @match &view.ticket {
                            Some(ticket) => { p { "You can act for it now, under " (ticket) "." } },
                            None => { p { "Record a request before you change anything." } },
                        }
                        p { a.nhsuk-link href=(own) { "What was asked for" } }
                    }
                },
                None => { p { "This organisation administers itself." } },
            }
        },
        link: Some(link),
        order: ORDER,
    }))
}
