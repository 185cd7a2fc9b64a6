//! Beginning and ending sessions.

mod end;
mod sign_in;
mod void;

pub use end::{EndAllSessions, EndSession};
pub(crate) use sign_in::as_nobody;
pub use sign_in::{SignIn, sign_in};
pub use void::{VoidRestored, Voided, void_restored};
