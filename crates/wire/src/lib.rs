//! Codecs of the protocols this service speaks: types and text, without state and without input or output.
//!
//! Used by whoever speaks a protocol, on either side: the tenant engine as a client of Microsoft Graph, the
//! emulator as its server. Invariants: nothing here reads a clock, a file or the network; every parser has a
//! bound on the size and the depth of what it accepts, because its input comes from outside; what a parser
//! accepts, its printer writes back with the same meaning. No rule of the business lives here.

pub mod graph;
pub mod jose;
pub mod saml;
pub mod webauthn;
