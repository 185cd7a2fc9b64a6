//! Tag. <https://service-manual.nhs.uk/design-system/components/tag>

use maud::{Markup, html};

use super::classes;

/// Colour of a tag. It helps the eye; the words alone must say everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    /// The release's own dark blue.
    #[default]
    Standard,
    /// No background at all: states that ask for nothing.
    Plain,
    /// White.
    White,
    /// Grey: over, unused.
    Grey,
    /// Green: works.
    Green,
    /// Aqua green.
    AquaGreen,
    /// Blue: on its way.
    Blue,
    /// Purple.
    Purple,
    /// Pink.
    Pink,
    /// Red: stopped.
    Red,
    /// Orange.
    Orange,
    /// Yellow: waits for somebody.
    Yellow,
}

impl TagColour {
    /// The class, empty for the standard colour.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::Plain => "nhsuk-tag--no-colour",
            Self::White => "nhsuk-tag--white",
            Self::Grey => "nhsuk-tag--grey",
            Self::Green => "nhsuk-tag--green",
            Self::AquaGreen => "nhsuk-tag--aqua-green",
            Self::Blue => "nhsuk-tag--blue",
            Self::Purple => "nhsuk-tag--purple",
            Self::Pink => "nhsuk-tag--pink",
            Self::Red => "nhsuk-tag--red",
            Self::Orange => "nhsuk-tag--orange",
            Self::Yellow => "nhsuk-tag--yellow",
        }
    }
}

/// A state in a word or two.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tag {
    /// The words.
    pub text: String,
    /// The colour.
    pub colour: TagColour,
    /// Without a frame.
    pub no_border: bool,
}

impl Tag {
    /// A framed tag.
    pub fn new(text: impl Into<String>, colour: TagColour) -> Self {
        Self { text: text.into(), colour, no_border: false }
    }
}

/// A tag.
pub fn tag(tag: &Tag) -> Markup {
    let border = if tag.no_border { "nhsuk-tag--no-border" } else { "" };
    html! { strong class=(classes(&["nhsuk-tag", tag.colour.class(), border])) { (tag.text) } }
}
