//! Warning callout. <https://service-manual.nhs.uk/design-system/components/warning-callout>

use maud::{Markup, html};

use super::{Level, heading_element};
use crate::content::Content;

/// What somebody must read before going on.
#[derive(Clone, Debug)]
pub struct WarningCallout {
    /// The heading.
    pub heading: String,
    /// Depth of the heading.
    pub level: Level,
    /// What there is to know; words become one paragraph.
    pub body: Content,
}

impl Default for WarningCallout {
    fn default() -> Self {
        Self { heading: "Important".to_owned(), level: Level::Three, body: Content::default() }
    }
}

/// A warning callout.
pub fn warning_callout(callout: &WarningCallout) -> Markup {
    // Screen readers hear that it is a warning even when the heading does not say so.
    let heading = html! {
        @if callout.heading == "Important" {
            (callout.heading)
        } @else {
            span role="text" {
                span.nhsuk-u-visually-hidden { "Important: " } (callout.heading)
            }
        }
    };
    html! {
        div class="nhsuk-card nhsuk-card--warning" {
            div.nhsuk-card__content {
                (heading_element(callout.level, "nhsuk-card__heading", "", &heading))
                (callout.body.in_paragraph(Some("nhsuk-card__description")))
            }
        }
    }
}
