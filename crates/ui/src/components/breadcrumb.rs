//! Breadcrumb. <https://service-manual.nhs.uk/design-system/components/breadcrumbs>

use maud::{Markup, html};

use crate::link::{Link, address};

/// The pages above this one, topmost first; nothing when there are none. On narrow
/// screens only the last of them shows, as a back link.
pub fn breadcrumb(items: &[Link]) -> Markup {
    html! {
        @if let Some(last) = items.last() {
            nav.nhsuk-breadcrumb aria-label="Breadcrumb" {
                ol.nhsuk-breadcrumb__list {
                    @for item in items {
                        li.nhsuk-breadcrumb__list-item {
                            a.nhsuk-breadcrumb__link href=(address(&item.href)) { (item.text) }
                        }
                    }
                }
                a.nhsuk-back-link href=(address(&last.href)) {
                    span.nhsuk-u-visually-hidden { "Back to " } (last.text)
                }
            }
        }
    }
}
