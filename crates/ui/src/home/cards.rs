//! Cards of the home page.

use maud::{Markup, html};

use crate::{
    components,
    content::Content,
    link::{Link, link},
};

/// One card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// Tells cards apart; also the address of the card inside the page. Letters, digits
    /// and hyphens.
    pub id: String,
    /// The heading.
    pub title: String,
    /// What the card says; when there is nothing, that there is nothing.
    pub body: Markup,
    /// The list behind the card.
    pub link: Option<Link>,
    /// Place on the page: small numbers first, ties by title.
    pub order: u16,
}

/// The cards as a grid, two beside each other where there is room.
pub fn cards(cards: &[Card]) -> Markup {
    let mut sorted: Vec<&Card> = cards.iter().collect();
    sorted.sort_by(|one, other| (one.order, &one.title).cmp(&(other.order, &other.title)));
    html! {
        ul class="nhsuk-grid-row nhsuk-card-group app-cards" {
            @for card in sorted {
                li class="nhsuk-grid-column-one-half nhsuk-card-group__item" id={ "card-" (card.id) } {
                    (components::card(&components::Card {
                        heading: card.title.clone(),
                        size: Some(components::Size::Medium),
                        body: Content::Markup(html! {
                            (card.body)
                            @if let Some(behind) = &card.link { p.app-card__link { (link(behind)) } }
                        }),
                        ..components::Card::default()
                    }))
                }
            }
        }
    }
}

/// What stands in place of a card whose answer did not come in time.
pub fn late_card(id: &str, title: &str, order: u16) -> Card {
    Card {
        id: id.to_owned(),
        title: title.to_owned(),
        body: html! { p { "This part is not answering. Reload the page to try again." } },
        link: None,
        order,
    }
}
