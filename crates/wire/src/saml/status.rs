//! How a request went (SAML Core, 3.2.2.2): a code that everybody knows, a second one, and words for developers.

use super::names::PROTOCOL;
use super::xml::Element;

const PREFIX: &str = "urn:oasis:names:tc:SAML:2.0:status:";

/// How a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    code: &'static str,
    second: Option<&'static str>,
    words: Option<&'static str>,
}

impl Status {
    /// It was done.
    pub const SUCCESS: Self = Self { code: "Success", second: None, words: None };

    /// It was done as far as it could be (SAML Profiles, 4.4.3.4).
    pub const PARTIAL: Self = Self { code: "Success", second: Some("PartialLogout"), words: None };

    /// Whoever asked got it wrong.
    pub const fn requester(second: Option<&'static str>, words: &'static str) -> Self {
        Self { code: "Requester", second, words: Some(words) }
    }

    /// Whoever answers could not.
    pub const fn responder(second: Option<&'static str>, words: &'static str) -> Self {
        Self { code: "Responder", second, words: Some(words) }
    }

    pub(super) fn element(&self) -> Element {
        let of = |name: &str| {
            Element::new("samlp", PROTOCOL, "StatusCode").with("Value", format!("{PREFIX}{name}"))
        };
        let mut code = of(self.code);
        if let Some(second) = self.second {
            code = code.and(of(second));
        }
        let status = Element::new("samlp", PROTOCOL, "Status").and(code);
        match self.words {
            Some(words) => {
                status.and(Element::new("samlp", PROTOCOL, "StatusMessage").text_of(words))
            }
            None => status,
        }
    }

    /// Whether an answer says that it was done, and in full.
    pub(super) fn is_success(answer: &Element) -> bool {
        let status = answer.only(PROTOCOL, "Status");
        let code = status.and_then(|status| status.only(PROTOCOL, "StatusCode"));
        code.is_some_and(|code| {
            code.attribute("Value").and_then(|value| value.strip_prefix(PREFIX)) == Some("Success")
                && code.elements().next().is_none()
        })
    }
}
