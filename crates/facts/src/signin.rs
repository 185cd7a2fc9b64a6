//! What sign-in tells.

use kernel::ids::AccountId;

crate::facts! {
    /// A person set a password.
    PasswordSet = "password.set" {
        /// The account.
        account: AccountId,
    }
    /// A person signed in to the portal.
    SessionBegun = "session.begun" {
        /// The account.
        account: AccountId,
    }
    /// A start code was made; it voids the one before.
    StartCodeIssued = "start-code.issued" {
        /// The account.
        account: AccountId,
    }
}
