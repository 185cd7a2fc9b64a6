//! Who a person may be before they are created: found by name, former name, address or staff number, each with the one act
//! that is right.

use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::{Markup, html};
use ui::link::{Link, link};

use super::find::small_card;
use super::part;
use crate::people::queries::{
    Card, Creating, FindJoiner, FindPeople, PeopleInOrganisation, PersonRow,
};

/// People of the organisation itself who are shown.
const HERE: u32 = 10;

/// Who was found before somebody is created.
#[derive(Default)]
pub(super) struct Matches {
    cards: Vec<Card>,
    /// People whom the organisation can claim.
    leavers: Vec<Card>,
    /// People of the organisation itself who stand on no card that was found.
    here: Vec<PersonRow>,
    is_more: bool,
}

impl Matches {
    pub(super) fn is_empty(&self) -> bool {
        self.cards.is_empty() && self.leavers.is_empty() && self.here.is_empty()
    }

    /// They, with what to do if the person is one of them.
    pub(super) fn shown(&self, place: &Creating) -> Markup {
        let code = part(&place.organisation);
        let claim = |card: &Card| {
            let to = format!("/o/{code}/people/claim?search={}", part(&card.address));
            link(&Link::new(format!("Claim {}, who is leaving", card.display_name), to))
        };
        let ask = |card: &Card| {
            let to = format!("/o/{code}/transfers/ask/{}", card.id);
            link(&Link::new(format!("Ask for a transfer of {}", card.display_name), to))
        };
        html! {
            p { "If the person is one of these, do not create another account: they keep their email address and mailbox." }
            @for card in &self.leavers {
                (small_card(card, None))
                p { (claim(card)) }
            }
            @for card in &self.cards {
                (small_card(card, None))
                @if card.organisation != place.organisation { p { (ask(card)) } }
            }
            @for row in &self.here {
                p {
                    (link(&Link::new(row.display_name.as_str(), format!("/o/{code}/people/{}", row.id))))
                    " belongs to this organisation: " (row.address)
                }
            }
            @if self.is_more { p { "There are more people of this name." } }
        }
    }
}

/// Who the person may be: on cards by name or address, here also by former names and staff number, and leavers of other
/// organisations.
pub(super) async fn look(
    app: &App,
    caller: &Caller,
    place: &Creating,
    name: &str,
    known: Option<&str>,
) -> Result<Matches> {
    let call = caller.call(&app.door);
    let organisation = place.organisation.clone();
    let mut found = Matches::default();
    for search in std::iter::once(name).chain(known.filter(|known| known.contains('@'))) {
        let cards = FindPeople { search: search.to_owned() };
        if let Some(cards) = passed_over(app.door.ask(&call, &cards).await)? {
            found.is_more |= cards.is_more;
            for card in cards.items {
                if !found.cards.contains(&card) {
                    found.cards.push(card);
                }
            }
        }
    }
    if let Some(search) = known {
        let joiner = FindJoiner { organisation: organisation.clone(), search: search.to_owned() };
        if let Some(leavers) = passed_over(app.door.ask(&call, &joiner).await)? {
            found.cards.retain(|card| leavers.items.iter().all(|leaver| leaver.id != card.id));
            found.leavers = leavers.items;
        }
    }
    for search in std::iter::once(name).chain(known) {
        let here = PeopleInOrganisation {
            organisation: organisation.clone(),
            search: Some(search.to_owned()),
            limit: Some(HERE),
            ..PeopleInOrganisation::default()
        };
        let Some(here) = passed_over(app.door.ask(&call, &here).await)? else { continue };
        for row in here.items {
            let is_known = found.cards.iter().any(|card| card.id == row.id)
                || found.here.iter().any(|other| other.id == row.id);
            if !is_known {
                found.here.push(row);
            }
        }
    }
    Ok(found)
}

/// An answer, or none where the search was too short or one too many: the person is created without the look.
fn passed_over<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(refusal)) if matches!(refusal.kind, Kind::Limited | Kind::Invalid) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
