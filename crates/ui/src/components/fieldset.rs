//! Fieldset and legend. <https://service-manual.nhs.uk/design-system/components/fieldset>

use maud::{Markup, html};

use super::{Level, Size, classes, given, heading::caption, heading_element};

/// The question over a group of fields.
#[derive(Clone, Debug, Default)]
pub struct Legend {
    /// The words.
    pub text: String,
    /// Words above, in grey.
    pub caption: Option<String>,
    /// Larger letters, when the legend is the question of the page.
    pub size: Option<Size>,
    /// Set when the legend is also a heading; `Level::One` when it is the page's title.
    pub heading: Option<Level>,
}

impl Legend {
    /// A legend that is the title of its page.
    pub fn page(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            size: Some(Size::Large),
            heading: Some(Level::One),
            caption: None,
        }
    }
}

impl From<&str> for Legend {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

/// Fields that answer one question together.
#[derive(Clone, Debug, Default)]
pub struct Fieldset {
    /// The question.
    pub legend: Legend,
    /// Ids of hint and error for the whole group; empty for none.
    pub described_by: String,
    /// The fields.
    pub body: Markup,
}

/// A fieldset with its legend.
pub fn fieldset(fieldset: &Fieldset) -> Markup {
    grouped(fieldset, None)
}

/// A fieldset with a role, which screen readers need around several text fields.
pub(crate) fn grouped(fieldset: &Fieldset, role: Option<&str>) -> Markup {
    html! {
        fieldset.nhsuk-fieldset role=[role] aria-describedby=[given(&fieldset.described_by)] {
            (legend(&fieldset.legend))
            (fieldset.body)
        }
    }
}

/// The legend of a fieldset.
fn legend(legend: &Legend) -> Markup {
    let size = legend
        .size
        .map(|size| format!("nhsuk-fieldset__legend--{}", size.suffix()))
        .unwrap_or_default();
    let inner = html! { (caption(legend.caption.as_deref(), legend.size)) (legend.text) };
    html! {
        legend class=(classes(&["nhsuk-fieldset__legend", &size])) {
            @match legend.heading {
                None => (inner),
                Some(level) => (heading_element(level, "nhsuk-fieldset__heading", "", &inner)),
            }
        }
    }
}
