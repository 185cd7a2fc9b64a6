//! The two acts: a proof of who somebody is, and the new password.

mod finish;
mod prove;

pub use finish::FinishRecovery;
pub(in crate::recovery) use finish::finish;
pub(in crate::recovery) use prove::{Given, prove};
pub use prove::{ProveForRecovery, Recovering};
