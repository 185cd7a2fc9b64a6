//! Adding, confirming and removing one's own number.

mod begin;
mod confirm;
mod remove;

pub use begin::{BeginTextNumber, BegunTextNumber};
pub use confirm::ConfirmTextNumber;
pub use remove::RemoveTextNumber;
