//! The card of the home page that says that terms wait.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::home::Card;
use ui::link::Link;
use ui::when::Zone;

use super::ACCEPT;
use crate::terms::MyTerms;

/// Place on the page: before everything else that waits.
const ORDER: u16 = 1;

/// What waits for whoever looks; nothing for the host and for programs of the service.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let mine = door.ask(&call, &MyTerms {}).await?;
    let Some(until) = mine.put_off_until else { return Ok(None) };
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    Ok(Some(Card {
        id: "terms".to_owned(),
        title: "New terms of use".to_owned(),
        body: html! {
            p { "Until you accept them you cannot sign in to applications. From " (zone.day_element(until.micros())) " on every page here leads to them." }
        },
        link: Some(Link::new("Read and accept the terms", ACCEPT)),
        order: ORDER,
    }))
}
