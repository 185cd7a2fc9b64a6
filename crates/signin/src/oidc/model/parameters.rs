//! What was sent, by names that may stand in it once only (RFC 6749, 3.1).

use wire::graph::query;

/// The longest request, in bytes.
const LONGEST: usize = 16 << 10;

/// The parameters of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::oidc) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads them from an address or a form; none where that cannot be read.
    pub(in crate::oidc) fn read(text: &str) -> Option<Self> {
        let pairs = if text.len() <= LONGEST { query::pairs(text).ok()? } else { return None };
        // No database keeps it as text. Other control characters may stand in what is passed on or passed over.
        let is_plain =
            pairs.iter().all(|(name, value)| ![name, value].iter().any(|text| text.contains('\0')));
        is_plain.then_some(Self(pairs))
    }

    /// The value of a name; none where it is not there or empty, which the standard holds for the same.
    pub(in crate::oidc) fn one(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Whether one of the names stands in it twice.
    pub(in crate::oidc) fn has_twice(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.0.iter().filter(|(known, _)| known == name).count() > 1)
    }

    /// Without some names.
    pub(in crate::oidc) fn without(mut self, names: &[&str]) -> Self {
        self.0.retain(|(known, _)| !names.contains(&known.as_str()));
        self
    }

    /// All of them again, as an address or a form holds them.
    pub(in crate::oidc) fn written(&self) -> String {
        let pair = |(name, value): &(String, String)| {
            format!("{}={}", query::encode(name), query::encode(value))
        };
        self.0.iter().map(pair).collect::<Vec<_>>().join("&")
    }
}
