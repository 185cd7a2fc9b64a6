//! What the tenant's side tells.

use kernel::clock::Timestamp;
use kernel::door::Question;
use kernel::ids::AccountId;

crate::facts! {
    /// Somebody asked to try an account again now.
    TenantRetryAsked = "tenant.retry-asked" {
        /// The account.
        account: AccountId,
    }
    /// Sending to the tenant goes on after a pause.
    TenantResumed = "tenant.resumed" {
        /// How often sending was switched off or on, this time included.
        switched: i64,
    }
    /// Two people have released sending after a restore.
    TenantReleased = "tenant.released" {
        /// The life of the database.
        epoch: uuid::Uuid,
    }
}

/// Asks what was done in the tenant since an account was shut last, because somebody else may have got into it.
#[derive(Clone, Copy, Debug)]
pub struct TenantShutOf(pub AccountId);

/// What was done there. Each moment is that at which it was seen to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TenantShut {
    /// Whether there is an account at all.
    pub is_there: bool,
    /// When nobody could sign in there any more; never, where the person was let begin again before it was done.
    pub blocked_at: Option<Timestamp>,
    /// When its sessions there were ended.
    pub sessions_ended_at: Option<Timestamp>,
    /// When no rule of its mailbox ran any more that can be switched off.
    pub rules_off_at: Option<Timestamp>,
    /// The rules that were switched off, by their names.
    pub rules: Vec<String>,
    /// Rules that nobody can switch off from here.
    pub left: Vec<String>,
}

impl TenantShut {
    /// Whether all of it is done. Sessions are ended only after nobody could sign in there any more, or after the person was let
    /// begin again: then that is not done any more, and nothing waits for it.
    pub const fn is_done(&self) -> bool {
        self.sessions_ended_at.is_some() && self.rules_off_at.is_some()
    }
}

impl Question for TenantShutOf {
    type Answer = Option<TenantShut>;
}
