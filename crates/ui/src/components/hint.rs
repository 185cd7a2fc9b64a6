//! Hints below labels. <https://service-manual.nhs.uk/design-system/components/hint-text>

use maud::{Markup, html};

use super::given;
use crate::content::Content;

/// Help that stays visible while somebody types. `id` is what the field's
/// `aria-describedby` names; empty for none.
pub fn hint(content: &Content, id: &str) -> Markup {
    hinted(content, id, "nhsuk-hint")
}

/// A hint with the full class list of its component.
pub(crate) fn hinted(content: &Content, id: &str, class: &str) -> Markup {
    html! { div class=(class) id=[given(id)] { (content) } }
}
