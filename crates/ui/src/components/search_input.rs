//! Search input. <https://service-manual.nhs.uk/design-system/components/search-input>

use maud::{Markup, html};

use super::{
    InputWidth, Label, classes,
    form_group::{Notes, id_or_name},
    given,
    icon::{Icon, icon},
    label,
};
use crate::content::Content;

/// A search box with its button.
#[derive(Clone, Debug, Default)]
pub struct SearchInput {
    /// Name in the form.
    pub name: String,
    /// Id in the page; the name when empty.
    pub id: String,
    /// The label.
    pub label: Label,
    /// Help under the label.
    pub hint: Option<Content>,
    /// What is wrong with the words.
    pub error: Option<String>,
    /// What was searched for.
    pub value: String,
    /// Width.
    pub width: InputWidth,
}

/// A search box with label, hint, error and button.
pub fn search_input(search: &SearchInput) -> Markup {
    let id = id_or_name(&search.id, &search.name);
    let notes = Notes::of(id, search.hint.as_ref(), search.error.as_deref());
    let class = classes(&[
        "nhsuk-input",
        if notes.has_error() { "nhsuk-input--error" } else { "" },
        search.width.class(),
        "nhsuk-search-input__input",
    ]);
    html! {
        div class={ (notes.group_class()) " nhsuk-search-input" } {
            (label(&search.label, id))
            (notes.markup())
            div class="nhsuk-input-wrapper nhsuk-search-input__wrapper" {
                input class=(class) id=(id) name=(search.name) type="search"
                    value=[given(&search.value)] aria-describedby=[notes.described_by()]
                    autocomplete="off";
                button class="nhsuk-button nhsuk-button--icon nhsuk-button--small nhsuk-search-input__button"
                    data-module="nhsuk-button" type="submit" aria-label="Search" {
                    (icon(Icon::Search))
                }
            }
        }
    }
}
