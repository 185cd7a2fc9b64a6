//! Inset text. <https://service-manual.nhs.uk/design-system/components/inset-text>

use maud::{Markup, html};

use crate::content::Content;

/// Words that stand out from the text around them; words become one paragraph.
pub fn inset_text(content: &Content) -> Markup {
    html! {
        div.nhsuk-inset-text {
            span.nhsuk-u-visually-hidden { "Information: " }
            (content.in_paragraph(None))
        }
    }
}
