//! What the tenant's side tells.

use kernel::ids::AccountId;

crate::facts! {
    /// The tenant shows the account as it should be.
    TenantConfirmed = "tenant.confirmed" {
        /// The account.
        account: AccountId,
    }
}
