//! Panel. <https://service-manual.nhs.uk/design-system/components/panel>

use maud::{Markup, html};

use super::{Level, heading_element};
use crate::content::Content;

/// The confirmation at the end of something: what was done and its reference.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What was done ("Person created").
    pub heading: String,
    /// Depth of the heading; the page's title unless told otherwise.
    pub level: Level,
    /// The reference or what happens next.
    pub body: Content,
}

impl Default for Panel {
    fn default() -> Self {
        Self { heading: String::new(), level: Level::One, body: Content::default() }
    }
}

/// A confirmation panel.
pub fn panel(panel: &Panel) -> Markup {
    let heading = html! { (panel.heading) };
    html! {
        div.nhsuk-panel {
            (heading_element(panel.level, "nhsuk-panel__heading", "", &heading))
            @if !panel.body.is_empty() { div.nhsuk-panel__body { (panel.body) } }
        }
    }
}
