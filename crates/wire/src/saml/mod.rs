//! What a SAML 2.0 identity provider and the services that rely on it say to one another: requests, answers and metadata
//! (SAML Core, Bindings, Profiles and Metadata of OASIS, 2005), and as much of XML signatures as that takes.
//!
//! Text only: nothing here signs, checks a signature or reads a clock. There is one parser and one tree. What is signed and
//! what is read come from the same tree, so that they cannot be two different things; and what is written is a tree put in
//! exclusive canonical form, which is the form that is signed.
//!
//! Stricter than XML where that is where attacks live: no document type, no entities but the five that XML has itself, no
//! processing instructions, names in ASCII, every id once, and a bound on size, depth and number.

mod assertion;
mod canonical;
mod der;
mod encrypted;
mod logout;
mod metadata;
mod moment;
mod names;
mod parse;
mod post;
mod provider;
mod redirect;
mod request;
mod signature;
mod status;
#[cfg(test)]
mod tests;
mod xml;

pub use assertion::{Answer, Assertion, Told};
pub use canonical::canonical;
pub use der::public_key_of;
pub use encrypted::{Sealed, Wrapping, encrypted};
pub use logout::{LogoutRequest, LogoutResponse, NameId};
pub use metadata::{Binding, Certificate, Endpoint, ServiceProvider};
pub use moment::seconds;
pub use names::{context, format};
pub use parse::parse;
pub use post::{from_form, to_form};
pub use provider::IdentityProvider;
pub use redirect::{Arrived, Kind, LONGEST_RELAY, address, arrived};
pub use request::{Asks, AuthnRequest, Comparison};
pub use signature::{Signed, is_signed_within, signed_info, with_signature, without_signature};
pub use status::Status;
pub use xml::{Attribute, Element, Node};

/// The longest message that is read, in bytes.
pub const LONGEST_MESSAGE: usize = 64 << 10;
/// The longest metadata that is read, in bytes.
pub const LONGEST_METADATA: usize = 256 << 10;

/// Why something cannot be read; text for developers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed(pub &'static str);
