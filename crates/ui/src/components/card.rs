//! Card. <https://service-manual.nhs.uk/design-system/components/card>

use maud::{Markup, html};

use super::{
    Level, Size, classes, given, heading_element,
    icon::{Icon, icon},
};
use crate::{
    content::Content,
    link::{Link, address, link},
};

/// How a card looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CardKind {
    /// Plain.
    #[default]
    Basic,
    /// Wholly clickable; its heading is the link.
    Clickable,
    /// Wholly clickable, with a chevron: the main ways on.
    Primary,
    /// Wholly clickable, less prominent.
    Secondary,
    /// With a coloured heading: lists and summaries.
    Feature,
}

/// A card.
#[derive(Clone, Debug, Default)]
pub struct Card {
    /// How it looks.
    pub kind: CardKind,
    /// The heading; empty for none.
    pub heading: String,
    /// Depth of the heading.
    pub level: Level,
    /// Size of the heading's letters, when not the card's own.
    pub size: Option<Size>,
    /// Where the heading leads.
    pub href: Option<String>,
    /// Id of the heading; empty for none.
    pub heading_id: String,
    /// Links on the heading's line; each says to screen readers what it acts on.
    pub actions: Vec<Link>,
    /// What the card holds; words become one paragraph.
    pub body: Content,
}

/// A card.
pub fn card(card: &Card) -> Markup {
    let kind = match card.kind {
        CardKind::Basic => "",
        CardKind::Clickable => "nhsuk-card--clickable",
        CardKind::Primary => "nhsuk-card--clickable nhsuk-card--primary",
        CardKind::Secondary => "nhsuk-card--clickable nhsuk-card--secondary",
        CardKind::Feature => "nhsuk-card--feature",
    };
    let title = title(card);
    html! {
        div class=(classes(&["nhsuk-card", kind])) {
            @if !card.actions.is_empty() {
                div.nhsuk-card__heading-container { (title) (actions(card)) }
            }
            div.nhsuk-card__content {
                @if card.actions.is_empty() { (title) }
                @if !card.body.is_empty() {
                    (card.body.in_paragraph(Some("nhsuk-card__description")))
                }
                @if card.kind == CardKind::Primary { (icon(Icon::ChevronRightCircle)) }
            }
        }
    }
}

/// The heading, as a link when it leads somewhere.
fn title(card: &Card) -> Markup {
    let size = card.size.map(|size| format!("nhsuk-heading-{}", size.suffix())).unwrap_or_default();
    let inner = html! {
        @match &card.href {
            Some(href) => a.nhsuk-card__link href=(address(href)) { (card.heading) },
            None => (card.heading),
        }
    };
    html! {
        @if given(&card.heading).is_some() {
            (heading_element(
                card.level,
                &classes(&["nhsuk-card__heading", &size]),
                &card.heading_id,
                &inner,
            ))
        }
    }
}

/// The links beside the heading: one alone, or a list of several.
fn actions(card: &Card) -> Markup {
    html! {
        ul.nhsuk-card__actions {
            @for action in &card.actions {
                li.nhsuk-card__action { (link(&named(action, &card.heading))) }
            }
        }
    }
}

/// The action, with the card's heading for screen readers when it brings no words of its own.
fn named(action: &Link, heading: &str) -> Link {
    if action.hidden.is_empty() && !heading.is_empty() {
        action.clone().about(format!("({heading})"))
    } else {
        action.clone()
    }
}
