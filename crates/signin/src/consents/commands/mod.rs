//! Allowing applications, taking that back, and ending what they were given.

mod allow;
mod end;
mod for_all;

pub use allow::AllowApplication;
pub use end::{LeaveApplication, WithdrawApplication};
pub use for_all::{AllowForAll, Answer};
