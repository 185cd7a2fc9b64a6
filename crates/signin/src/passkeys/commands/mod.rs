//! Adding, naming, using and taking away passkeys.

mod at_sign_in;
mod begin;
mod confirm;
mod remove;
mod rename;
mod revoke;
mod sign_in;
mod warn;

pub use at_sign_in::{BeginPasskeyAtSignIn, RegisterPasskeyAtSignIn};
pub use begin::BeginPasskey;
pub use confirm::ConfirmPasskey;
pub use remove::RemovePasskey;
pub use rename::RenamePasskey;
pub use revoke::RevokePasskey;
pub use sign_in::SignInWithPasskey;
pub(crate) use sign_in::sign_in;
pub use warn::WarnOfPasskey;
