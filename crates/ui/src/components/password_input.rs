//! Password input with a button that shows what was typed.
//! <https://service-manual.nhs.uk/design-system/components/password-input>

use maud::{Markup, html};

use super::{
    InputWidth, Label, classes,
    form_group::{Notes, id_or_name},
    label,
};
use crate::content::Content;

/// Which password is asked for; tells password managers what to offer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PasswordKind {
    /// The password in use.
    #[default]
    Current,
    /// A password being chosen.
    New,
    /// Another secret, which no keeper of passwords is to fill in or to keep.
    Other,
}

/// A password field. It has no value: what was typed is never sent back to a page.
#[derive(Clone, Debug, Default)]
pub struct PasswordInput {
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
    /// Which password.
    pub kind: PasswordKind,
    /// Width.
    pub width: InputWidth,
}

/// A password field with label, hint and error.
pub fn password_input(input: &PasswordInput) -> Markup {
    let id = id_or_name(&input.id, &input.name);
    let notes = Notes::of(id, input.hint.as_ref(), input.error.as_deref());
    let class = classes(&[
        "nhsuk-input",
        if notes.has_error() { "nhsuk-input--error" } else { "" },
        input.width.class(),
        "nhsuk-password-input__input nhsuk-js-password-input-input",
    ]);
    let autocomplete = match input.kind {
        PasswordKind::Current => "current-password",
        PasswordKind::New => "new-password",
        PasswordKind::Other => "off",
    };
    let show = match input.kind {
        PasswordKind::Other => "Show what you typed",
        PasswordKind::Current | PasswordKind::New => "Show password",
    };
    html! {
        div class={ (notes.group_class()) " nhsuk-password-input" } data-module="nhsuk-password-input" {
            (label(&input.label, id))
            (notes.markup())
            div.nhsuk-input-wrapper {
                input class=(class) id=(id) name=(input.name) type="password" spellcheck="false"
                    aria-describedby=[notes.described_by()] autocomplete=(autocomplete)
                    autocapitalize="none";
                button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-password-input__toggle nhsuk-js-password-input-toggle"
                    data-module="nhsuk-button" type="button" aria-label=(show)
                    aria-controls=(id) hidden { "Show" }
            }
        }
    }
}
