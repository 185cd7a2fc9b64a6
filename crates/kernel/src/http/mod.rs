//! What every HTTP face shares: the accept loop, the caller of a request, and what a refusal becomes.
//!
//! Nothing here decides anything: a face parses, calls the door, and shows what came back. The composition root
//! finds out who is calling (a session or a token) and leaves a [`Caller`] in the request; pages and API take it
//! from there.

mod caller;
mod failure;
mod serve;

pub use caller::{App, Caller, conditions};
pub use failure::{Failure, status_of, told};
pub use serve::{Shutdown, serve};
