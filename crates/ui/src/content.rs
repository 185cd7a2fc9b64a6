//! What a component may hold: plain text, which is escaped, or markup that was
//! already built by `maud` and is therefore escaped where it had to be.

use maud::{Markup, Render};

/// Words or markup inside a component.
///
/// There is no way from a string to unescaped markup here: `From<&str>` and
/// `From<String>` always give text.
#[derive(Clone, Debug)]
pub enum Content {
    /// Plain words; escaped when rendered.
    Text(String),
    /// Markup built with `maud`.
    Markup(Markup),
}

impl Content {
    /// Whether nothing would be shown.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Markup(markup) => markup.0.is_empty(),
        }
    }

    /// The content in a paragraph of the given class when it is plain words, as it
    /// stands when it is markup, because markup brings its own paragraphs.
    pub(crate) fn in_paragraph(&self, class: Option<&str>) -> Markup {
        match self {
            Self::Text(text) => maud::html! { p class=[class] { (text) } },
            Self::Markup(markup) => markup.clone(),
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Render for Content {
    fn render_to(&self, buffer: &mut String) {
        match self {
            Self::Text(text) => text.render_to(buffer),
            Self::Markup(markup) => markup.render_to(buffer),
        }
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Markup> for Content {
    fn from(markup: Markup) -> Self {
        Self::Markup(markup)
    }
}
