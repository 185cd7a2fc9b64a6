//! What an application is answered: through the browser, or as the code of an error.

use kernel::refusal::Fault;
use wire::graph::query::encode;

use super::Mode;

/// An error of the protocol (RFC 6749 4.1.2.1 and 5.2; OpenID Connect Core 3.1.2.6), with words for developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::oidc) struct ProtocolError(
    pub(in crate::oidc) &'static str,
    pub(in crate::oidc) &'static str,
);

/// What goes back to an application, and where.
#[derive(Clone, Debug)]
pub(in crate::oidc) struct Answer {
    /// The registered address.
    pub(in crate::oidc) to: String,
    pub(in crate::oidc) mode: Mode,
    /// Names and values, in order.
    pub(in crate::oidc) fields: Vec<(&'static str, String)>,
}

impl Answer {
    /// The address with the answer in it.
    pub(in crate::oidc) fn address(&self) -> String {
        let pair = |(name, value): &(&'static str, String)| format!("{name}={}", encode(value));
        let said: Vec<String> = self.fields.iter().map(pair).collect();
        // What was registered is kept as it is; an address may have parameters of its own (RFC 6749, 3.1.2).
        let mark = if self.to.contains('?') { '&' } else { '?' };
        format!("{}{mark}{}", self.to, said.join("&"))
    }

    /// Scheme, host and port of the address, as a policy of a page names them.
    pub(in crate::oidc) fn origin(&self) -> Result<String, Fault> {
        let uri: axum::http::Uri = self
            .to
            .parse()
            .map_err(|error| Fault::defect("reading a registered address").because(error))?;
        match (uri.scheme_str(), uri.authority()) {
            (Some(scheme), Some(authority)) => Ok(format!("{scheme}://{authority}")),
            _ => Err(Fault::defect("reading a registered address, which has no host")),
        }
    }
}
