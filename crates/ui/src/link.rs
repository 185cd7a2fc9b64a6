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

/// A telephone number, as a link where a telephone can call it (RFC 3966): what was written stays as it is.
pub fn telephone(number: &str) -> Markup {
    match dialled(number) {
        Some(dialled) => html! { a.nhsuk-link href={ "tel:" (dialled) } { (number) } },
        None => html! { (number) },
    }
}

/// What to dial: the digits, without the trunk zero of an international number, and an extension apart. Several numbers,
/// or words that are no number, cannot be called.
fn dialled(written: &str) -> Option<String> {
    let written = written.trim().to_lowercase();
    let split = written.find(|sign: char| sign.is_alphabetic() || sign == '#');
    let (main, rest) = written.split_at(split.unwrap_or(written.len()));
    let main = if main.starts_with('+') { main.replacen("(0)", "", 1) } else { main.to_owned() };
    if !main.chars().all(|sign| sign.is_ascii_digit() || " +()-.\u{a0}".contains(sign)) {
        return None;
    }
    let digits: String =
        main.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    let is_number = (3..=15).contains(&digits.trim_start_matches('+').len())
        && digits.rfind('+').is_none_or(|at| at == 0);
    let extension = ["extension", "ext.", "ext", "x", "#"]
        .iter()
        .find_map(|word| rest.strip_prefix(word))
        .map(|number| number.trim().to_owned());
    match (is_number, rest.is_empty(), extension) {
        (true, true, _) => Some(digits),
        (true, false, Some(extension))
            if !extension.is_empty() && extension.bytes().all(|sign| sign.is_ascii_digit()) =>
        {
            Some(format!("{digits};ext={extension}"))
        }
        _ => None,
    }
}

/// A part of an address: everything but letters, digits and three signs as percent signs (RFC 3986 section 2.1).
pub fn part(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod telephones {
    use super::{dialled, telephone};

    #[test]
    fn what_can_be_called_is_a_link_and_the_rest_is_words() {
        for (written, expected) in [
            ("0113 496 0000", Some("01134960000")),
            ("+44 (0)113 496 0000", Some("+441134960000")),
            ("(0113) 496-0000", Some("01134960000")),
            ("0113 496 0000 ext 12", Some("01134960000;ext=12")),
            ("0113 496 0000 x12", Some("01134960000;ext=12")),
            ("0113 496 0000 or 0113 496 0001", None),
            ("0113 496 0000 / 0001", None),
            ("ask reception", None),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(dialled(written).as_deref(), expected, "{written}");
        }
        assert_eq!(telephone("ask <reception>").0, "ask &lt;reception&gt;");
    }
}
