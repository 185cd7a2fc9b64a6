//! Skip link. <https://service-manual.nhs.uk/design-system/components/skip-link>

use maud::{Markup, html};

use crate::link::{Link, address};

/// The way past the header for people who use a keyboard.
pub fn skip_link(link: &Link) -> Markup {
    html! {
        a.nhsuk-skip-link data-module="nhsuk-skip-link" href=(address(&link.href)) { (link.text) }
    }
}
