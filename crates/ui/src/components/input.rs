//! Text input. <https://service-manual.nhs.uk/design-system/components/text-input>

use maud::{Markup, html};

use super::{
    Button, Label, button, classes,
    form_group::{Notes, id_or_name},
    given, label,
};
use crate::content::Content;

/// What kind of text a field takes; decides the keyboard of a telephone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// An email address.
    Email,
    /// A telephone number.
    Telephone,
}

impl InputKind {
    fn attribute(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Telephone => "tel",
        }
    }
}

/// Which on-screen keyboard fits a text field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputMode {
    /// Whole numbers and codes of digits.
    Numeric,
    /// Amounts.
    Decimal,
}

impl InputMode {
    fn attribute(self) -> &'static str {
        match self {
            Self::Numeric => "numeric",
            Self::Decimal => "decimal",
        }
    }
}

/// How wide a field is: a hint at how much to type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputWidth {
    /// As wide as the column.
    #[default]
    Full,
    /// Two thirds of the column.
    TwoThirds,
    /// Half of the column.
    OneHalf,
    /// A third of the column.
    OneThird,
    /// Two characters.
    Characters2,
    /// Three characters.
    Characters3,
    /// Four characters.
    Characters4,
    /// Five characters.
    Characters5,
    /// Ten characters.
    Characters10,
    /// Twenty characters.
    Characters20,
    /// Thirty characters.
    Characters30,
}

impl InputWidth {
    /// The class, empty for the default width.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Full => "",
            Self::TwoThirds => "nhsuk-u-width-two-thirds",
            Self::OneHalf => "nhsuk-u-width-one-half",
            Self::OneThird => "nhsuk-u-width-one-third",
            Self::Characters2 => "nhsuk-input--width-2",
            Self::Characters3 => "nhsuk-input--width-3",
            Self::Characters4 => "nhsuk-input--width-4",
            Self::Characters5 => "nhsuk-input--width-5",
            Self::Characters10 => "nhsuk-input--width-10",
            Self::Characters20 => "nhsuk-input--width-20",
            Self::Characters30 => "nhsuk-input--width-30",
        }
    }
}

/// A one-line text field.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Name in the form.
    pub name: String,
    /// Id in the page; the name when empty.
    pub id: String,
    /// The label.
    pub label: Label,
    /// Help under the label.
    pub hint: Option<Content>,
    /// What is wrong with the value, see [`crate::form::Problems::of`].
    pub error: Option<String>,
    /// What the field holds, as it was typed.
    pub value: String,
    /// Kind of text.
    pub kind: InputKind,
    /// On-screen keyboard, when the kind does not decide it.
    pub mode: Option<InputMode>,
    /// Width.
    pub width: InputWidth,
    /// The HTML autofill name ("given-name", "email", "one-time-code", "off").
    pub autocomplete: Option<&'static str>,
    /// No spell check: for names, codes and addresses.
    pub no_spellcheck: bool,
    /// Wider letter spacing: for codes that are read out.
    pub code: bool,
    /// Shown before the field, such as a currency sign.
    pub prefix: Option<String>,
    /// Shown after the field, such as a unit or the domain of an address.
    pub suffix: Option<String>,
    /// A button on the field's line.
    pub button: Option<Button>,
}

/// A text field with label, hint and error.
pub fn input(input: &Input) -> Markup {
    let id = id_or_name(&input.id, &input.name);
    let notes = Notes::of(id, input.hint.as_ref(), input.error.as_deref());
    let class = classes(&[
        "nhsuk-input",
        if input.code { "nhsuk-input--code" } else { "" },
        if notes.has_error() { "nhsuk-input--error" } else { "" },
        input.width.class(),
    ]);
    let field = html! {
        input class=(class) id=(id) name=(input.name) type=(input.kind.attribute())
            spellcheck=[input.no_spellcheck.then_some("false")]
            value=[given(&input.value)] aria-describedby=[notes.described_by()]
            autocomplete=[input.autocomplete]
            inputmode=[input.mode.map(InputMode::attribute)];
    };
    let wrapped = input.prefix.is_some() || input.suffix.is_some() || input.button.is_some();
    notes.group(&html! {
        (label(&input.label, id))
        (notes.markup())
        @if wrapped {
            div.nhsuk-input-wrapper {
                @if let Some(prefix) = &input.prefix {
                    div.nhsuk-input-wrapper__prefix aria-hidden="true" { (prefix) }
                }
                (field)
                @if let Some(suffix) = &input.suffix {
                    div.nhsuk-input-wrapper__suffix aria-hidden="true" { (suffix) }
                }
                @if let Some(beside) = &input.button { (button(beside)) }
            }
        } @else {
            (field)
        }
    })
}
