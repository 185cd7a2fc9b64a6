//! What this slice puts on the home page and on the overview of an organisation: transfers that wait for somebody there.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::home::Card;
use ui::link::{Link, link};

use super::{HomeCard, OrganisationCard, words};
use crate::organisations::MyOrganisations;
use crate::pages::{if_allowed, part};
use crate::people::portal::words::Days;
use crate::transfers::{TransferLine, TransferList};

/// Transfers shown on one card.
const SHOWN: u32 = 5;
/// Organisations looked at for one card.
const ORGANISATIONS: u32 = 5;
/// Where the card stands on a page.
const ORDER: u16 = 12;

/// The cards of the home page.
pub fn cards() -> Vec<HomeCard> {
    vec![|door, call| Box::pin(mine(door, call))]
}

/// The cards of one organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCard> {
    vec![|door, call, code| Box::pin(of_organisation(door, call, code))]
}

async fn waiting(door: &Door, call: &Call, code: &str) -> Result<Option<Vec<TransferLine>>> {
    let query = TransferList {
        organisation: code.to_owned(),
        state: Some("turn".to_owned()),
        limit: Some(SHOWN),
        ..TransferList::default()
    };
    Ok(if_allowed(door.ask(call, &query).await)?.map(|page| page.items))
}

fn lines(code: &str, waiting: &[TransferLine], days: &Days) -> Markup {
    html! {
        @for line in waiting {
            li {
                (link(&Link::new(words::name(&line.name), format!("/o/{}/transfers/{}", part(code), line.transfer))))
                ": " (words::sentence(line, days))
            }
        }
    }
}

/// Transfers of the caller's organisations that wait for them; nothing where none does.
async fn mine(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let query = MyOrganisations { text: None, after: None, limit: Some(ORGANISATIONS) };
    let Some(mine) = if_allowed(door.ask(&call, &query).await)? else { return Ok(None) };
    let days = Days::of(&door);
    let (mut body, mut behind) = (Vec::new(), None);
    for organisation in mine.items {
        let Some(found) = waiting(&door, &call, &organisation.code).await? else { continue };
        if !found.is_empty() {
            body.push(lines(&organisation.code, &found, &days));
            behind.get_or_insert_with(|| {
                format!("/o/{}/transfers?state=turn", part(&organisation.code))
            });
        }
    }
    let Some(behind) = behind else { return Ok(None) };
    Ok(Some(Card {
        id: "transfers".to_owned(),
        title: "Transfers that wait for you".to_owned(),
        body: html! { ul.nhsuk-list { @for part in &body { (part) } } },
        link: Some(Link::new("See transfers", behind)),
        order: ORDER,
    }))
}

async fn of_organisation(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let Some(found) = waiting(&door, &call, &code).await? else { return Ok(None) };
    let days = Days::of(&door);
    let body = html! {
        @if found.is_empty() {
            p { "No transfer waits for you." }
        } @else {
            ul.nhsuk-list { (lines(&code, &found, &days)) }
        }
    };
    Ok(Some(Card {
        id: "transfers".to_owned(),
        title: "Transfers".to_owned(),
        body,
        link: Some(Link::new("See all transfers", format!("/o/{}/transfers", part(&code)))),
        order: ORDER,
    }))
}
