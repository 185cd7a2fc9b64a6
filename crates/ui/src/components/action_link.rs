//! Action link. <https://service-manual.nhs.uk/design-system/components/action-links>

use maud::{Markup, html};

use super::icon::{Icon, icon};
use crate::link::{Link, address, words};

/// A link that starts something, larger than a link in text.
pub fn action_link(link: &Link) -> Markup {
    html! {
        a.nhsuk-action-link href=(address(&link.href)) {
            (icon(Icon::ArrowRightCircle))
            span.nhsuk-action-link__text { (words(link)) }
        }
    }
}
