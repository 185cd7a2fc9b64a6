//! What the tenant's side tells.

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
