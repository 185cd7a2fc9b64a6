//! What sign-in tells.

use kernel::clock::Timestamp;
use kernel::door::Question;
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
    /// Somebody else unlocked an account that had been tried too often.
    AccountUnlocked = "account.unlocked" {
        /// The account.
        account: AccountId,
    }
    /// Every session of a person was ended at once.
    SessionsEnded = "sessions.ended" {
        /// The account.
        account: AccountId,
    }
    /// A start code was made; it voids the one before.
    StartCodeIssued = "start-code.issued" {
        /// The account.
        account: AccountId,
    }
}

/// Asks who has given an account another way in since a moment: a start code, a reset, or a password that the operator
/// set. The answer is the actors as they stand in the audit; what the account did itself is not among them.
#[derive(Clone, Copy, Debug)]
pub struct WaysInGiven {
    /// The account.
    pub account: AccountId,
    /// The moment.
    pub since: Timestamp,
}

impl Question for WaysInGiven {
    type Answer = Vec<String>;
}
