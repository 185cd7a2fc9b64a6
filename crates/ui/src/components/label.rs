//! Labels of fields. <https://service-manual.nhs.uk/design-system/components/text-input>

use maud::{Markup, html};

use super::{Level, Size, classes, given, heading::caption, heading_element};

/// The label of one field.
#[derive(Clone, Debug, Default)]
pub struct Label {
    /// The words.
    pub text: String,
    /// Words above, in grey.
    pub caption: Option<String>,
    /// Larger letters, when the label is the question of the page.
    pub size: Option<Size>,
    /// Set when the label is also a heading; `Level::One` when it is the page's title.
    pub heading: Option<Level>,
    /// Only for screen readers. For fields whose purpose is plain to see, such as
    /// the one search box above a list.
    pub visually_hidden: bool,
}

impl Label {
    /// A label that is the title of its page: one question, one page.
    pub fn page(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            size: Some(Size::Large),
            heading: Some(Level::One),
            ..Self::default()
        }
    }
}

impl From<&str> for Label {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }
}

impl From<String> for Label {
    fn from(text: String) -> Self {
        Self { text, ..Self::default() }
    }
}

/// The label of the field with the id `field`.
pub fn label(label: &Label, field: &str) -> Markup {
    labelled(label, field, "")
}

/// A label with one more class, for components that place theirs specially.
pub(crate) fn labelled(label: &Label, field: &str, class: &str) -> Markup {
    let size = label.size.map(|size| format!("nhsuk-label--{}", size.suffix())).unwrap_or_default();
    let hidden = if label.visually_hidden { "nhsuk-u-visually-hidden" } else { "" };
    let class = classes(&["nhsuk-label", &size, class, hidden]);
    let inner = html! {
        label class=(class) for=[given(field)] { (caption(label.caption.as_deref(), label.size)) (label.text) }
    };
    match label.heading {
        None => inner,
        Some(level) => heading_element(level, "nhsuk-label-wrapper", "", &inner),
    }
}
