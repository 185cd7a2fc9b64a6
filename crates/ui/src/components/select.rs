//! Select. <https://service-manual.nhs.uk/design-system/components/select>

use maud::{Markup, html};

use super::{
    Label, classes,
    form_group::{Notes, id_or_name},
    label,
};
use crate::content::Content;

/// One choice of a [`Select`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelectOption {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub text: String,
}

impl SelectOption {
    /// A choice.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into() }
    }
}

/// A list to choose one of many from; for few choices use radios.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// Name in the form.
    pub name: String,
    /// Id in the page; the name when empty.
    pub id: String,
    /// The label.
    pub label: Label,
    /// Help under the label.
    pub hint: Option<Content>,
    /// What is wrong with the choice.
    pub error: Option<String>,
    /// The choices in order.
    pub options: Vec<SelectOption>,
    /// The value chosen; when no option has it, the browser shows the first.
    pub value: String,
}

/// A select with label, hint and error.
pub fn select(select: &Select) -> Markup {
    let id = id_or_name(&select.id, &select.name);
    let notes = Notes::of(id, select.hint.as_ref(), select.error.as_deref());
    let class =
        classes(&["nhsuk-select", if notes.has_error() { "nhsuk-select--error" } else { "" }]);
    let chosen = select
        .options
        .iter()
        .position(|option| !select.value.is_empty() && option.value == select.value);
    notes.group(&html! {
        (label(&select.label, id))
        (notes.markup())
        select class=(class) id=(id) name=(select.name) aria-describedby=[notes.described_by()] {
            @for (index, option) in select.options.iter().enumerate() {
                option value=(option.value) selected[chosen == Some(index)] { (option.text) }
            }
        }
    })
}
