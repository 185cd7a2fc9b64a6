//! The summary of errors at the top of a page.
//! <https://service-manual.nhs.uk/design-system/components/error-summary>

use maud::{Markup, html};

/// One line of the summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SummaryItem {
    /// The words, the same as beside the field.
    pub text: String,
    /// Id of the field it leads to; none when no field is at fault.
    pub field: Option<String>,
}

/// What went wrong with a form, in the order of its fields.
#[derive(Clone, Debug)]
pub struct ErrorSummary {
    /// The heading.
    pub heading: String,
    /// The problems.
    pub items: Vec<SummaryItem>,
}

impl Default for ErrorSummary {
    fn default() -> Self {
        Self { heading: "There is a problem".to_owned(), items: Vec::new() }
    }
}

/// The error summary; stands above the page's title and takes the focus.
pub fn error_summary(summary: &ErrorSummary) -> Markup {
    html! {
        div.nhsuk-error-summary data-module="nhsuk-error-summary" {
            div role="alert" {
                h2.nhsuk-error-summary__heading { (summary.heading) }
                div.nhsuk-error-summary__body {
                    ul class="nhsuk-list nhsuk-error-summary__list" {
                        @for item in &summary.items {
                            li {
                                @match &item.field {
                                    Some(field) => a href={ "#" (field) } { (item.text) },
                                    None => (item.text),
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
