//! Entering applications that speak SAML, and clearing what is over.

mod clear;
mod enter;

pub use clear::{ClearSamlEntries, ClearedSamlEntries};
pub(super) use enter::By;
pub use enter::{EnterSamlApplication, EnteredSamlApplication};
