//! Text area. <https://service-manual.nhs.uk/design-system/components/textarea>

use maud::{Markup, html};

use super::{
    Label, classes,
    form_group::{Notes, id_or_name},
    label,
};
use crate::content::Content;

/// A text field of several lines.
#[derive(Clone, Debug)]
pub struct Textarea {
    /// Name in the form.
    pub name: String,
    /// Id in the page; the name when empty.
    pub id: String,
    /// The label.
    pub label: Label,
    /// Help under the label.
    pub hint: Option<Content>,
    /// What is wrong with the value.
    pub error: Option<String>,
    /// What the field holds, as it was typed.
    pub value: String,
    /// Lines shown.
    pub rows: u16,
    /// The HTML autofill name.
    pub autocomplete: Option<&'static str>,
}

impl Default for Textarea {
    fn default() -> Self {
        Self {
            name: String::new(),
            id: String::new(),
            label: Label::default(),
            hint: None,
            error: None,
            value: String::new(),
            rows: 5,
            autocomplete: None,
        }
    }
}

/// A text area with label, hint and error.
pub fn textarea(textarea: &Textarea) -> Markup {
    let id = id_or_name(&textarea.id, &textarea.name);
    let notes = Notes::of(id, textarea.hint.as_ref(), textarea.error.as_deref());
    let error = if notes.has_error() { "nhsuk-textarea--error" } else { "" };
    // A parser drops one line break right after the tag; a value that begins with one
    // would lose it on each round trip through the form.
    let kept_break = if textarea.value.starts_with(['\n', '\r']) { "\n" } else { "" };
    notes.group(&html! {
        (label(&textarea.label, id))
        (notes.markup())
        textarea class=(classes(&["nhsuk-textarea", error])) id=(id) name=(textarea.name)
            rows=(textarea.rows) aria-describedby=[notes.described_by()]
            autocomplete=[textarea.autocomplete] { (kept_break) (textarea.value) }
    })
}
