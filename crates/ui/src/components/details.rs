//! Details. <https://service-manual.nhs.uk/design-system/components/details>

use maud::{Markup, html};

use super::classes;
use crate::content::Content;

/// Words that most readers do not need, behind a line that opens them.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// The line that is always seen.
    pub summary: String,
    /// What it opens.
    pub body: Content,
    /// Open from the start.
    pub open: bool,
    /// Drawn as a box, for several below each other.
    pub expander: bool,
}

/// Details that open on demand, without script.
pub fn details(details: &Details) -> Markup {
    let expander = if details.expander { "nhsuk-expander" } else { "" };
    html! {
        details class=(classes(&["nhsuk-details", expander])) open[details.open] {
            summary.nhsuk-details__summary {
                span.nhsuk-details__summary-text { (details.summary) }
            }
            div.nhsuk-details__text { (details.body) }
        }
    }
}
