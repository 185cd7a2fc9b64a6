//! The card of an organisation's overview: what was done last.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::home::Card;

use super::super::queries::HistoryOfOrganisation;
use crate::moments::Zone;

/// Acts on the card.
const NEWEST: u32 = 5;

/// The newest acts of one organisation.
pub fn organisation_card(
    door: Door,
    call: Call,
    code: String,
) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        let query =
            HistoryOfOrganisation { limit: Some(NEWEST), ..HistoryOfOrganisation::of(code) };
        let found = door.ask(&call, &query).await?;
        let zone = Zone::of(&door);
        let number = found.items.iter().filter_map(|entry| entry.number).max();
        let body = html! {
            @match number {
                Some(1) => { p { "1 act is recorded." } },
                Some(number) => { p { (number) " acts are recorded. The newest:" } },
                None => { p { "Nothing has been recorded yet." } },
            }
            ul.nhsuk-list {
                @for entry in &found.items { li { (zone.minute_element(entry.at)) ": " (entry.sentence) } }
            }
        };
        Ok(Some(Card {
            id: "history".to_owned(),
            title: "History".to_owned(),
            body,
            link: Some(Link::new("See the history", format!("/o/{}/history", found.organisation))),
            order: 70,
        }))
    })
}
