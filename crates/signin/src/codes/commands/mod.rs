//! Making, sending and using start codes.

mod issue;
mod link;
mod redeem;

pub use issue::{IssueStartCode, IssuedCode, ResetPassword};
pub use link::{SendStartLink, SentLink};
pub use redeem::{RedeemStartCode, redeem};
