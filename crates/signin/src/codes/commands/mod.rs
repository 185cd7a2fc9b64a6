//! Making and using start codes.

mod issue;
mod redeem;

pub use issue::{IssueStartCode, IssuedCode, ResetPassword};
pub use redeem::{RedeemStartCode, redeem};
