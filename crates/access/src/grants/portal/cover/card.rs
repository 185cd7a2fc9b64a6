//! The card about cover on the home page.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::home::Card;

use super::super::super::queries::MyCover;
use super::{ARRANGE, LIST};
use crate::moments::{self, Zone};

/// Covers named on the card.
const NAMED: usize = 5;

/// For whoever has a role to hand on, or stands in for somebody.
pub(in crate::grants::portal) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let found = door.ask(&call, &MyCover {}).await?;
    if found.roles.is_empty() && found.by_me.is_empty() {
        return Ok(None);
    }
    let zone = Zone::of(&door);
    let body = html! {
        @for line in found.for_me.iter().take(NAMED) {
            p {
                (line.name) " stands in for you from " (zone.day_element(line.starts_at))
                " to " (zone.day_element(moments::last_day(line.ends_at))) "."
            }
        }
        @for line in found.by_me.iter().take(NAMED) {
            p {
                "You stand in for " (line.name) " from " (zone.day_element(line.starts_at))
                " to " (zone.day_element(moments::last_day(line.ends_at))) "."
            }
        }
        @if found.for_me.is_empty() && !found.roles.is_empty() { p { "Nobody stands in for you when you are away." } }
        @if !found.for_me.is_empty() || !found.by_me.is_empty() {
            p { (ui::link::link(&Link::new("See all cover", LIST))) }
        }
    };
    let link = if found.roles.is_empty() {
        Link::new("See all cover", LIST)
    } else {
        Link::new("Arrange cover", ARRANGE)
    };
    Ok(Some(Card {
        id: "cover".to_owned(),
        title: "Cover while somebody is away".to_owned(),
        body,
        link: Some(link),
        order: 62,
    }))
}
