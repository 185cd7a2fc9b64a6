//! Checkboxes. <https://service-manual.nhs.uk/design-system/components/checkboxes>

use maud::{Markup, html};

use super::{Choice, Layout, Legend, form_group::id_or_name, radios::Choices};
use crate::content::Content;

/// A question with any number of answers.
#[derive(Clone, Debug, Default)]
pub struct Checkboxes {
    /// Name in the form, sent once for each answer ticked.
    pub name: String,
    /// Start of the ids; the name when empty. The first choice has exactly this id.
    pub id: String,
    /// The question; none for a single box whose own words say everything.
    pub legend: Option<Legend>,
    /// Help under the question.
    pub hint: Option<Content>,
    /// What is wrong with the answers.
    pub error: Option<String>,
    /// The answers in order.
    pub choices: Vec<Choice>,
    /// The answers ticked.
    pub values: Vec<String>,
    /// How the answers stand.
    pub layout: Layout,
}

/// Checkboxes with question, hint and error.
pub fn checkboxes(checkboxes: &Checkboxes) -> Markup {
    Choices {
        block: "nhsuk-checkboxes",
        kind: "checkbox",
        name: &checkboxes.name,
        id: id_or_name(&checkboxes.id, &checkboxes.name),
        legend: checkboxes.legend.as_ref(),
        hint: checkboxes.hint.as_ref(),
        error: checkboxes.error.as_deref(),
        choices: &checkboxes.choices,
        chosen: &checkboxes.values,
        layout: checkboxes.layout,
    }
    .markup()
}

/// A box without visible words that chooses one row of a list; `what` names the row for screen readers ("Asha Rao").
/// Ours, built from the release's small checkbox.
pub fn tick(name: &str, value: &str, what: &str) -> Markup {
    let id = format!("{name}-{value}");
    html! {
        div class="nhsuk-checkboxes nhsuk-checkboxes--small" {
            div.nhsuk-checkboxes__item {
                input.nhsuk-checkboxes__input type="checkbox" id=(id) name=(name) value=(value);
                label class="nhsuk-label nhsuk-checkboxes__label" for=(id) {
                    span.nhsuk-u-visually-hidden { "Select " (what) }
                }
            }
        }
    }
}
