//! Entering applications, and ending what they were given.

mod clear;
mod end;
mod enter;

pub use clear::{ClearEntries, ClearedEntries};
pub use end::EndEntry;
pub(super) use enter::{By, ForDevice};
pub use enter::{EnterApplication, EnteredApplication};
