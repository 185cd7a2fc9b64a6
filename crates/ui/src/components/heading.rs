//! Headings, with an optional caption above the words.
//! <https://service-manual.nhs.uk/design-system/styles/headings>

use maud::{Markup, html};

use super::given;

/// How deep a heading stands. A page has exactly one `One`, and levels are never skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// The page's title.
    One,
    /// A part of the page.
    #[default]
    Two,
    /// A part of a part.
    Three,
    /// The deepest used.
    Four,
}

/// How large words are set. Size is independent of [`Level`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// Small.
    Small,
    /// Medium.
    #[default]
    Medium,
    /// Large.
    Large,
    /// Extra large; page titles.
    ExtraLarge,
}

impl Size {
    /// The ending of the class name.
    pub(crate) fn suffix(self) -> &'static str {
        match self {
            Self::Small => "s",
            Self::Medium => "m",
            Self::Large => "l",
            Self::ExtraLarge => "xl",
        }
    }
}

/// A heading.
#[derive(Clone, Debug, Default)]
pub struct Heading {
    /// The words.
    pub text: String,
    /// Words above, in grey: the section or the thing the page is about.
    pub caption: Option<String>,
    /// Depth in the page.
    pub level: Level,
    /// Size of the letters.
    pub size: Size,
    /// Address of the heading inside the page; empty for none.
    pub id: String,
}

impl Heading {
    /// The title of a page.
    pub fn page(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            level: Level::One,
            size: Size::Large,
            caption: None,
            id: String::new(),
        }
    }

    /// The heading of a part of a page.
    pub fn part(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A heading with its caption.
pub fn heading(heading: &Heading) -> Markup {
    let class = format!("nhsuk-heading-{}", heading.size.suffix());
    let inner = html! { (caption(heading.caption.as_deref(), Some(heading.size))) (heading.text) };
    element(heading.level, &class, &heading.id, &inner)
}

/// The caption inside a heading, label or legend of a size. The line break keeps its
/// words apart from the next when they are read out or copied.
pub(crate) fn caption(caption: Option<&str>, size: Option<Size>) -> Markup {
    let class = match size {
        None | Some(Size::Small) => "nhsuk-caption",
        Some(Size::Medium) => "nhsuk-caption-m",
        Some(Size::Large) => "nhsuk-caption-l",
        Some(Size::ExtraLarge) => "nhsuk-caption-xl",
    };
    html! { @if let Some(caption) = caption { span class=(class) { (caption) } "\n" } }
}

/// The heading element of a level with class, id and content.
pub(crate) fn element(level: Level, class: &str, id: &str, inner: &Markup) -> Markup {
    let (class, id) = (given(class), given(id));
    html! {
        @match level {
            Level::One => h1 class=[class] id=[id] { (inner) },
            Level::Two => h2 class=[class] id=[id] { (inner) },
            Level::Three => h3 class=[class] id=[id] { (inner) },
            Level::Four => h4 class=[class] id=[id] { (inner) },
        }
    }
}
