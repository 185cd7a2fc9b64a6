//! Adding, using and taking away the second step of signing in.

mod at_sign_in;
mod begin;
mod clear;
mod confirm;
mod prove;
mod recovery;
mod remove;
mod renew;
mod reset;
mod send;
mod warn;

pub use at_sign_in::{BeginAtSignIn, RegisterAtSignIn};
pub use begin::{BeginAuthenticator, BegunAuthenticator};
pub use clear::{ClearDueFactors, Cleared};
pub use confirm::{ConfirmAuthenticator, Confirmed};
pub(in crate::factors) use prove::prove_by;
pub use prove::{ProveSecondFactor, prove};
pub use recovery::{DrawRecoveryCodes, RecoveryCodes};
pub use remove::RemoveAuthenticator;
pub use renew::{RenewPassword, renew};
pub use reset::ResetSecondFactor;
pub(crate) use reset::check_helper;
pub use send::SendSignInCode;
pub use warn::WarnOfWrongCodes;
