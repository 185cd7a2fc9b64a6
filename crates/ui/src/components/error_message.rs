//! The error beside a field.
//! <https://service-manual.nhs.uk/design-system/components/error-message>

use maud::{Markup, html};

use super::given;

/// What is wrong with one field, word for word as in the error summary. `id` is what
/// the field's `aria-describedby` names; empty for none.
pub fn error_message(text: &str, id: &str) -> Markup {
    html! {
        span.nhsuk-error-message id=[given(id)] {
            span.nhsuk-u-visually-hidden { "Error: " } (text)
        }
    }
}
