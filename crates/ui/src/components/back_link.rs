//! Back link. <https://service-manual.nhs.uk/design-system/components/back-link>

use maud::{Markup, html};

use crate::link::{Link, address, words};

/// The way to the page before.
pub fn back_link(link: &Link) -> Markup {
    html! { a.nhsuk-back-link href=(address(&link.href)) { (words(link)) } }
}
