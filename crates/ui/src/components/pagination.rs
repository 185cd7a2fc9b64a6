//! Pagination. <https://service-manual.nhs.uk/design-system/components/pagination>

use maud::{Markup, html};

use super::icon::{Icon, icon};
use crate::link::{Link, address};

/// The ways to the pages before and after. Lists are paged by key, so there are no
/// page numbers: a page is "after this row", whatever happened before it meanwhile.
#[derive(Clone, Debug, Default)]
pub struct Pagination {
    /// Link to the page before; its text says what is there ("Adams to Baker"), or is empty.
    pub previous: Option<Link>,
    /// Link to the page after; its text says what is there, or is empty.
    pub next: Option<Link>,
    /// Name of the navigation, to tell several on one page apart; "Pagination" when empty.
    pub name: String,
}

/// Previous and next; nothing when there is neither.
pub fn pagination(pagination: &Pagination) -> Markup {
    let name = match pagination.name.as_str() {
        "" => "Pagination",
        name => name,
    };
    html! {
        @if pagination.previous.is_some() || pagination.next.is_some() {
            nav.nhsuk-pagination role="navigation" aria-label=(name) {
                ul class="nhsuk-list nhsuk-pagination__list" {
                    @if let Some(link) = &pagination.previous {
                        li.nhsuk-pagination-item--previous {
                            a class="nhsuk-pagination__link nhsuk-pagination__link--prev"
                                href=(address(&link.href)) rel="prev" {
                                (inside("Previous", link)) (icon(Icon::ArrowLeft))
                            }
                        }
                    }
                    @if let Some(link) = &pagination.next {
                        li.nhsuk-pagination-item--next {
                            a class="nhsuk-pagination__link nhsuk-pagination__link--next"
                                href=(address(&link.href)) rel="next" {
                                (inside("Next", link)) (icon(Icon::ArrowRight))
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The words of one direction.
fn inside(title: &str, link: &Link) -> Markup {
    html! {
        span.nhsuk-pagination__title {
            (title) span.nhsuk-u-visually-hidden { " page" }
        }
        @if !link.text.is_empty() {
            span.nhsuk-u-visually-hidden { ":" }
            span.nhsuk-pagination__page { (link.text) }
        }
    }
}
