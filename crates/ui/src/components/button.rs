//! Buttons, and links that look like buttons.
//! <https://service-manual.nhs.uk/design-system/components/buttons>

use maud::{Markup, html};

use super::{classes, given};
use crate::link::address;

/// What a button is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one main act of the page.
    #[default]
    Primary,
    /// Other acts.
    Secondary,
    /// Acts that take something away.
    Warning,
}

/// A button, or a link drawn as one.
#[derive(Clone, Debug, Default)]
pub struct Button {
    /// The words; a verb.
    pub text: String,
    /// What the button is for.
    pub kind: ButtonKind,
    /// Smaller, for buttons beside something.
    pub small: bool,
    /// Set for a link that looks like a button. Links change nothing.
    pub href: Option<String>,
    /// Name sent with the form, to tell several buttons apart; empty for none.
    pub name: String,
    /// Value sent under the name; empty for none.
    pub value: String,
    /// Words for screen readers after the text, when the button repeats down a page.
    pub hidden: String,
    /// Ignores a second press within a second. A comfort: the server must cope anyway.
    pub prevent_double_click: bool,
}

impl Button {
    /// The main act of a page.
    pub fn primary(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Another act.
    pub fn secondary(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ButtonKind::Secondary, ..Self::default() }
    }

    /// An act that takes something away.
    pub fn warning(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: ButtonKind::Warning, ..Self::default() }
    }

    /// The same button as a link to this address.
    #[must_use]
    pub fn to(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// A button, or a link that looks like one.
pub fn button(button: &Button) -> Markup {
    let class = classes(&[
        "nhsuk-button",
        match button.kind {
            ButtonKind::Primary => "",
            ButtonKind::Secondary => "nhsuk-button--secondary",
            ButtonKind::Warning => "nhsuk-button--warning",
        },
        if button.small { "nhsuk-button--small" } else { "" },
    ]);
    let once = button.prevent_double_click.then_some("true");
    let words = html! {
        (button.text)
        @if !button.hidden.is_empty() { span.nhsuk-u-visually-hidden { " " (button.hidden) } }
    };
    html! {
        @if let Some(href) = &button.href {
            a class=(class) data-module="nhsuk-button" data-prevent-double-click=[once]
                href=(address(href)) role="button" draggable="false" { (words) }
        } @else {
            button class=(class) data-module="nhsuk-button" data-prevent-double-click=[once]
                type="submit" name=[given(&button.name)] value=[given(&button.value)] { (words) }
        }
    }
}

/// Buttons and links that belong together, in a row that wraps.
pub fn button_group(items: &[Markup]) -> Markup {
    html! { div.nhsuk-button-group { @for item in items { (item) } } }
}
