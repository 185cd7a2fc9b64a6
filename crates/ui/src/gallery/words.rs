//! Components that hold words.

use maud::html;

use super::Exhibit;
use crate::{
    components::{
        BannerKind, Button, Card, CardKind, Details, EmptyState, Level, NotificationBanner, Panel,
        Tag, TagColour, WarningCallout, action_link, back_link, button, button_group, card,
        details, empty_state, inset_text, notification_banner, panel, tag, warning_callout,
    },
    link::Link,
    when::time_element,
};

/// The exhibits in order.
pub(super) fn exhibits() -> Vec<Exhibit> {
    let mut all = messages();
    all.extend(links());
    all
}

fn messages() -> Vec<Exhibit> {
    vec![
        Exhibit {
            name: "Notification banner",
            shown: html! {
                (notification_banner(&NotificationBanner {
                    title_id: "banner-important".to_owned(),
                    body: "Your organisation closes on 5 March 2027.".into(),
                    ..NotificationBanner::default()
                }))
                (notification_banner(&NotificationBanner {
                    kind: BannerKind::Success,
                    title_id: "banner-success".to_owned(),
                    heading: "Asha Rao was created".to_owned(),
                    body: html! { p { "The start code is on its way." } }.into(),
                    ..NotificationBanner::default()
                }))
            },
        },
        Exhibit {
            name: "Panel",
            shown: panel(&Panel {
                heading: "Person created".to_owned(),
                level: Level::Three,
                body: html! { "Your reference is " strong { "GH-2040" } }.into(),
            }),
        },
        Exhibit {
            name: "Inset text",
            shown: inset_text(
                &html! { p { "Saved here at " (time_element("2027-03-05T10:04:00Z", "10:04")) "." } }
                    .into(),
            ),
        },
        Exhibit {
            name: "Warning callout",
            shown: warning_callout(&WarningCallout {
                heading: "Before you delete".to_owned(),
                body: "The mailbox is kept for 30 days.".into(),
                ..WarningCallout::default()
            }),
        },
        Exhibit {
            name: "Details",
            shown: html! {
                (details(&Details {
                    summary: "Where to find the code".to_owned(),
                    body: html! { p { "On the letter from your administrator." } }.into(),
                    ..Details::default()
                }))
                (details(&Details {
                    summary: "Opening hours".to_owned(),
                    body: "9am to 6pm, Monday to Saturday".into(),
                    open: true,
                    expander: true,
                }))
            },
        },
        Exhibit {
            name: "Tag",
            shown: html! {
                p {
                    @for (text, colour) in [
                        ("Saved here", TagColour::Grey),
                        ("On its way", TagColour::Blue),
                        ("Live in Microsoft 365", TagColour::Green),
                        ("Refused", TagColour::Red),
                        ("Waiting for you", TagColour::Yellow),
                    ] { (tag(&Tag::new(text, colour))) " " }
                }
            },
        },
        Exhibit {
            name: "Empty state",
            shown: empty_state(&EmptyState {
                text: "Nobody is locked out.".to_owned(),
                help: "People appear here when they typed a wrong password too often.".into(),
                action: Some(Link::new("Find a person", "/people")),
            }),
        },
    ]
}

fn links() -> Vec<Exhibit> {
    vec![
        Exhibit {
            name: "Button",
            shown: button_group(&[
                button(&Button { prevent_double_click: true, ..Button::primary("Create person") }),
                button(&Button::secondary("Save and come back later")),
                button(&Button::warning("Delete person")),
                button(&Button { small: true, ..Button::secondary("Change").to("/people") }),
            ]),
        },
        Exhibit {
            name: "Action link",
            shown: action_link(&Link::new("Create person", "/o/RX1/people/new")),
        },
        Exhibit { name: "Back link", shown: back_link(&Link::new("Back", "/home")) },
        Exhibit {
            name: "Card",
            shown: html! {
                @for (kind, text, href) in [
                    (CardKind::Basic, "Plain", None),
                    (CardKind::Clickable, "Clickable", Some("/clickable")),
                    (CardKind::Primary, "Primary", Some("/primary")),
                    (CardKind::Secondary, "Secondary", Some("/secondary")),
                    (CardKind::Feature, "Feature", None),
                ] {
                    (card(&Card {
                        kind,
                        heading: text.to_owned(),
                        level: Level::Three,
                        href: href.map(str::to_owned),
                        body: "What the card says.".into(),
                        ..Card::default()
                    }))
                }
                (card(&Card {
                    heading: "With actions".to_owned(),
                    level: Level::Three,
                    actions: vec![Link::new("Change", "/change"), Link::new("End", "/end")],
                    body: "What the card says.".into(),
                    ..Card::default()
                }))
            },
        },
    ]
}
