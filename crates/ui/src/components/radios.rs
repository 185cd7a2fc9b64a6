//! Radios. <https://service-manual.nhs.uk/design-system/components/radios>
//!
//! Also the drawing that radios and checkboxes share: both are a list of choices
//! with hints and with questions that belong to one choice.

use maud::{Markup, html};

use super::{
    Fieldset, Label, Legend, classes, fieldset,
    form_group::{Notes, id_or_name},
    hint::hinted,
    label::labelled,
};
use crate::content::Content;

/// One choice of [`Radios`] or [`super::Checkboxes`].
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the reader sees.
    pub text: String,
    /// Help under the words.
    pub hint: Option<Content>,
    /// Questions that belong to this choice. Shown always without script, and only
    /// while chosen with it: so the server must ignore them when another is chosen.
    /// The release's script marks such radios with `aria-expanded`, which checkers report
    /// because the standard allows it on checkboxes only; ask on the next page where
    /// that is possible.
    pub conditional: Option<Markup>,
    /// A word between this choice and the one before ("or"); empty for none.
    pub divider: String,
    /// Unticks all others, for "None of these". Checkboxes only.
    pub exclusive: bool,
}

impl Choice {
    /// A plain choice.
    pub fn new(value: impl Into<String>, text: impl Into<String>) -> Self {
        Self { value: value.into(), text: text.into(), ..Self::default() }
    }
}

/// How choices stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// Below each other.
    #[default]
    Stacked,
    /// Beside each other: two short choices.
    Inline,
    /// Below each other and smaller, for filters.
    Small,
}

/// A question with one answer out of a few.
#[derive(Clone, Debug, Default)]
pub struct Radios {
    /// Name in the form.
    pub name: String,
    /// Start of the ids; the name when empty. The first choice has exactly this id, so
    /// that the error summary leads there.
    pub id: String,
    /// The question; none when a heading or fieldset around it asks already.
    pub legend: Option<Legend>,
    /// Help under the question.
    pub hint: Option<Content>,
    /// What is wrong with the answer.
    pub error: Option<String>,
    /// The answers in order.
    pub choices: Vec<Choice>,
    /// The answer chosen; empty for none.
    pub value: String,
    /// How the answers stand.
    pub layout: Layout,
}

/// Radios with question, hint and error.
pub fn radios(radios: &Radios) -> Markup {
    Choices {
        block: "nhsuk-radios",
        kind: "radio",
        name: &radios.name,
        id: id_or_name(&radios.id, &radios.name),
        legend: radios.legend.as_ref(),
        hint: radios.hint.as_ref(),
        error: radios.error.as_deref(),
        choices: &radios.choices,
        chosen: std::slice::from_ref(&radios.value),
        layout: radios.layout,
    }
    .markup()
}

/// What radios and checkboxes share.
pub(crate) struct Choices<'a> {
    pub(crate) block: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) name: &'a str,
    pub(crate) id: &'a str,
    pub(crate) legend: Option<&'a Legend>,
    pub(crate) hint: Option<&'a Content>,
    pub(crate) error: Option<&'a str>,
    pub(crate) choices: &'a [Choice],
    pub(crate) chosen: &'a [String],
    pub(crate) layout: Layout,
}

impl Choices<'_> {
    /// The whole group.
    pub(crate) fn markup(&self) -> Markup {
        let notes = Notes::of(self.id, self.hint, self.error);
        let block = self.block;
        let layout = match self.layout {
            Layout::Stacked => String::new(),
            Layout::Inline => format!("{block}--inline"),
            Layout::Small => format!("{block}--small"),
        };
        let body = html! {
            (notes.markup())
            div class=(classes(&[block, &layout])) data-module=(block) { (self.items()) }
        };
        notes.group(&match self.legend {
            None => body,
            Some(legend) => fieldset(&Fieldset {
                legend: legend.clone(),
                described_by: notes.described_by().unwrap_or_default(),
                body,
            }),
        })
    }

    /// The choices. A divider counts as a place of its own, so ids skip a number there.
    fn items(&self) -> Markup {
        let mut place = 0;
        html! {
            @for choice in self.choices {
                @if !choice.divider.is_empty() {
                    @let () = place += 1;
                    div class={ (self.block) "__divider" } { (choice.divider) }
                }
                @let () = place += 1;
                (self.item(choice, place))
            }
        }
    }

    /// One choice with its hint and the questions that belong to it.
    fn item(&self, choice: &Choice, place: usize) -> Markup {
        let block = self.block;
        let id = if place == 1 { self.id.to_owned() } else { format!("{}-{place}", self.id) };
        let hint_id = format!("{id}-item-hint");
        let conditional_id = format!("conditional-{id}");
        // An empty value is "nothing chosen" and never ticks a choice.
        let checked = !choice.value.is_empty() && self.chosen.contains(&choice.value);
        let hidden = if checked { String::new() } else { format!("{block}__conditional--hidden") };
        html! {
            div class={ (block) "__item" } {
                input class={ (block) "__input" } id=(id) name=(self.name) type=(self.kind)
                    value=(choice.value) checked[checked]
                    data-behaviour=[choice.exclusive.then_some("exclusive")]
                    data-aria-controls=[choice.conditional.as_ref().map(|_| &conditional_id)]
                    aria-describedby=[choice.hint.as_ref().map(|_| &hint_id)];
                (labelled(&Label::from(choice.text.as_str()), &id, &format!("{block}__label")))
                @if let Some(hint) = &choice.hint {
                    (hinted(hint, &hint_id, &format!("nhsuk-hint {block}__hint")))
                }
            }
            @if let Some(conditional) = &choice.conditional {
                div class=(classes(&[&format!("{block}__conditional"), &hidden])) id=(conditional_id) {
                    (conditional)
                }
            }
        }
    }
}
