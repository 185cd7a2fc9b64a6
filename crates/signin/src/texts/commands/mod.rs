//! Adding, confirming and removing one's own number.

mod begin;
mod confirm;
mod remove;
mod send;

pub use begin::{BeginTextNumber, BegunTextNumber};
pub use confirm::ConfirmTextNumber;
pub use remove::RemoveTextNumber;
pub use send::SendOwnCode;
