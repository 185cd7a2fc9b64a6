//! Making, sending and using start codes.

mod issue;
mod link;
mod redeem;

pub(crate) use issue::issue;
pub use issue::{IssueStartCode, IssuedCode, ResetPassword};
pub(super) use link::send_invited;
pub use link::{SendStartLink, SentLink};
pub use redeem::{RedeemStartCode, redeem};
