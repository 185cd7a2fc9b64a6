//! The card of the home page that tells when one's username was last used, so that strangers are noticed.

use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::home::Card;
use ui::link::Link;
use ui::when::Zone;

use crate::attempts::{Outcome, RecentSignIns};

/// Attempts looked back on.
const BACK: u32 = 50;
/// Place on the page: after everything that waits for somebody.
const ORDER: u16 = 95;

/// The sign-in before this one, and what failed since; nothing for the host and for programs of the service.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let query = RecentSignIns { limit: Some(BACK), here: true, ..RecentSignIns::default() };
    let attempts = door.ask(&call, &query).await?.items;
    let accepted = |place: &usize| attempts[*place].outcome == Outcome::Accepted;
    // The latest one that was let in is the one that is looking at the page.
    let before = (0..attempts.len()).filter(accepted).nth(1);
    let failed = attempts[..before.unwrap_or(attempts.len())]
        .iter()
        .filter(|one| one.outcome == Outcome::Refused)
        .count();
    let zone = door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        @match before {
            Some(place) => p { "You last signed in on " (zone.minute_element(attempts[place].at.micros())) " from " (attempts[place].peer) "." },
            None => p { "There is no earlier sign-in to show." },
        }
        @if failed > 0 {
            p { "Tries that were refused since then: " (failed) "." }
        }
    };
    Ok(Some(Card {
        id: "sign-ins".to_owned(),
        title: "Your sign-ins".to_owned(),
        body,
        link: Some(Link::new("Not you? See where you are signed in", "/me/sessions")),
        order: ORDER,
    }))
}
