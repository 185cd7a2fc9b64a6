//! What all fields share: the group around them, and hint and error tied to the
//! field by `aria-describedby` in the order in which they are read.

use maud::{Markup, html};

use super::{classes, error_message, hint};
use crate::content::Content;

/// Hint and error of one field with the ids that tie them to it.
pub(crate) struct Notes<'a> {
    hint: Option<(&'a Content, String)>,
    error: Option<(&'a str, String)>,
}

impl<'a> Notes<'a> {
    /// Notes of the field with this id.
    pub(crate) fn of(id: &str, hint: Option<&'a Content>, error: Option<&'a str>) -> Self {
        Self {
            hint: hint.map(|hint| (hint, format!("{id}-hint"))),
            error: error.map(|error| (error, format!("{id}-error"))),
        }
    }

    /// Whether the field has an error.
    pub(crate) fn has_error(&self) -> bool {
        self.error.is_some()
    }

    /// The value of `aria-describedby`.
    pub(crate) fn described_by(&self) -> Option<String> {
        let ids: Vec<&str> = self
            .hint
            .iter()
            .map(|(_, id)| id.as_str())
            .chain(self.error.iter().map(|(_, id)| id.as_str()))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Hint, then error, as they stand between label and field.
    pub(crate) fn markup(&self) -> Markup {
        html! {
            @if let Some((content, id)) = &self.hint { (hint(content, id)) }
            @if let Some((text, id)) = &self.error { (error_message(text, id)) }
        }
    }

    /// The group around label, notes and field.
    pub(crate) fn group(&self, inner: &Markup) -> Markup {
        html! { div class=(self.group_class()) { (inner) } }
    }

    /// Classes of the group.
    pub(crate) fn group_class(&self) -> String {
        let error = if self.has_error() { "nhsuk-form-group--error" } else { "" };
        classes(&["nhsuk-form-group", error])
    }
}

/// The id of a field: its own, or its name when it was given none.
pub(crate) fn id_or_name<'a>(id: &'a str, name: &'a str) -> &'a str {
    if id.is_empty() { name } else { id }
}
