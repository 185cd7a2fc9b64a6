//! Links: words, an address, and what only a screen reader needs to hear.

use maud::{Markup, html};

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    /// The words of the link; they say where it goes when read alone.
    pub text: String,
    /// The address. Anything that is not a page, mail or telephone address is
    /// replaced by `#` when rendered.
    pub href: String,
    /// Words for screen readers after the text, for links that repeat down a page
    /// ("Change" name, "Change" date of birth). Empty when not needed.
    pub hidden: String,
}

impl Link {
    /// A link whose words need nothing added.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into(), hidden: String::new() }
    }

    /// The same link with words that only screen readers hear.
    #[must_use]
    pub fn about(self, hidden: impl Into<String>) -> Self {
        Self { hidden: hidden.into(), ..self }
    }
}

/// A link in running text or in a cell.
pub fn link(link: &Link) -> Markup {
    html! { a.nhsuk-link href=(address(&link.href)) { (words(link)) } }
}

/// The words of a link with the hidden ones after them.
pub(crate) fn words(link: &Link) -> Markup {
    html! {
        (link.text)
        @if !link.hidden.is_empty() {
            span.nhsuk-u-visually-hidden { " " (link.hidden) }
        }
    }
}

/// The address when it is one a page may link to, otherwise `#`.
///
/// Addresses are sometimes made from data. An address with another scheme than
/// these could run a script in browsers without our security policy, so the
/// component refuses it instead of trusting every caller to remember.
pub(crate) fn address(href: &str) -> &str {
    const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];
    // Browsers skip control characters and spaces while looking for the scheme.
    if href.chars().any(|character| character.is_control()) || href.starts_with(' ') {
        return "#";
    }
    let head = href.split(['/', '?', '#']).next().unwrap_or_default();
    match head.split_once(':') {
        None => href,
        Some((scheme, _)) if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) => href,
        Some(_) => "#",
    }
}

/// An email address that may go on in the next line at its sign, and nowhere within a word.
pub fn email(address: &str) -> Markup {
    let (name, domain) = address.split_once('@').unwrap_or((address, ""));
    html! { (name) @if !domain.is_empty() { wbr; "@" (domain) } }
}

/// A telephone number that a telephone can call.
pub fn telephone(number: &str) -> Markup {
    let dialled: String =
        number.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    html! { a.nhsuk-link href={ "tel:" (dialled) } { (number) } }
}
