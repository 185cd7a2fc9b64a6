//! Tabs without script: links between pages, drawn as tabs.
//! <https://service-manual.nhs.uk/design-system/components/tabs>
//!
//! The release's own tabs put every panel on one page and hide all but one by script.
//! A person page with the tabs Access, Addresses and History would run every query
//! each time, and a link to one tab could not be shared; so ours are pages.

use maud::{Markup, html};

use super::classes;
use crate::link::{Link, address, words};

/// One tab.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    /// Words and address of its page.
    pub link: Link,
    /// It is the page being shown.
    pub current: bool,
}

/// The tabs of one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tabs {
    /// Name of the navigation for screen readers ("Asha Rao").
    pub name: String,
    /// The tabs in order.
    pub tabs: Vec<Tab>,
}

/// Tabs as links; the panel is the page below them.
pub fn tabs(tabs: &Tabs) -> Markup {
    html! {
        nav class="nhsuk-tabs app-tabs" aria-label=(tabs.name) {
            ul.nhsuk-tabs__list {
                @for tab in &tabs.tabs {
                    @let selected = if tab.current { "nhsuk-tabs__list-item--selected" } else { "" };
                    li class=(classes(&["nhsuk-tabs__list-item", selected])) {
                        a.nhsuk-tabs__tab href=(address(&tab.link.href))
                            aria-current=[tab.current.then_some("page")] { (words(&tab.link)) }
                    }
                }
            }
        }
    }
}
