//! The card of an organisation's overview: what it owns, uses and waits for.

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::home::Card;
use ui::link::link;
use ui::when::Zone;

use super::super::queries::LicenceOverview;
use super::{end_in_words, over_in_words};

/// The licences of one organisation by product.
pub fn organisation_card(
    door: Door,
    call: Call,
    code: String,
) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        let zone = door.ports().port::<Zone>().unwrap_or_default();
        let found = door.ask(&call, &LicenceOverview { organisation: code }).await?;
        let base = format!("/o/{}/licences", found.organisation);
        let body = html! {
            @if found.items.is_empty() { p { "This organisation has no licences yet." } }
            ul.nhsuk-list {
                @for item in &found.items {
                    li {
                        (item.name) ": " (item.used) " of " (item.owned) " in use, " (item.free) " free"
                        @if item.waiting > 0 {
                            ", " (link(&Link::new(format!("{} waiting", item.waiting), format!("{base}/{}/waiting", item.product)).about(format!("for {}", item.name))))
                        }
                        @if item.over > 0 { ", " (over_in_words(item.over)) }
                        @if item.ends_at.is_some() { ", ends " (end_in_words(item.ends_at, &zone)) }
                    }
                }
            }
        };
        Ok(Some(Card {
            id: "licences".to_owned(),
            title: "Licences".to_owned(),
            body,
            link: Some(Link::new("See all licences", base)),
            order: 30,
        }))
    })
}
