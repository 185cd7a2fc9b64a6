//! Every component on one page, with made-up data: for developers to look at, for
//! screenshots, and for the tests that read a whole page.
//!
//! `server` mounts it in development only. Nothing here is loaded by a page of the
//! product.

mod fields;
mod lists;
mod words;

use maud::{Markup, html};

use crate::{
    components::{Heading, Level, Size, error_summary, heading},
    form::{Form, form},
    frame::{Brand, Frame, NavGroup, NavItem, Page, Section, Who, Width},
    link::Link,
};

#[cfg(test)]
mod tests;

/// One component shown: its name and some ways to use it.
struct Exhibit {
    name: &'static str,
    shown: Markup,
}

/// The whole page.
pub fn gallery() -> Markup {
    let frame = Frame {
        brand: Brand { service: "Made-up data, for looking at.".to_owned(), ..Brand::default() }
            .into(),
        nav: [
            NavItem { text: "Home".to_owned(), href: "/home".to_owned(), current: true },
            NavItem::new("Find people", "/people"),
            NavItem::new("To do (3)", "/to-do"),
            NavItem::new("Manage", "/o/RX1"),
        ]
        .into(),
        who: Some(
            Who {
                name: "Asha Rao".to_owned(),
                organisation: "Northvale Hospitals".to_owned(),
                sign_out_href: "/sign-out".to_owned(),
            }
            .into(),
        ),
        csrf: "made-up".into(),
        section: None,
        request_id: "made-up".into(),
        notice: None,
        status: None,
        guide: None,
    };
    let exhibits = words::exhibits().into_iter().chain(lists::exhibits()).chain([Exhibit {
        name: "Fields",
        shown: form(&frame, &Form { body: fields::all(), ..Form::default() }),
    }]);
    let body = html! {
        (heading(&Heading {
            caption: Some("Guildhall".to_owned()),
            size: Size::ExtraLarge,
            ..Heading::page("Components")
        }))
        @for exhibit in exhibits {
            (heading(&Heading { level: Level::Two, ..Heading::part(exhibit.name) }))
            (exhibit.shown)
        }
    };
    let page = Page {
        title: "Components".to_owned(),
        section: Some(Section {
            title: "Northvale Hospitals, RX1".to_owned(),
            groups: vec![
                NavGroup {
                    text: "People".to_owned(),
                    items: vec![
                        NavItem {
                            text: "All people".to_owned(),
                            href: "/o/RX1/people".to_owned(),
                            current: true,
                        },
                        NavItem::new("Deleted", "/o/RX1/people/deleted"),
                    ],
                },
                NavGroup {
                    text: "Licences".to_owned(),
                    items: vec![NavItem::new("Licences", "/o/RX1/licences")],
                },
            ],
        }),
        breadcrumbs: vec![Link::new("Home", "/home"), Link::new("Northvale Hospitals", "/o/RX1")],
        width: Width::Full,
        notices: Some(error_summary(&fields::problems())),
        body,
        ..Page::default()
    };
    frame.document(&page)
}
