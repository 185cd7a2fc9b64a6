//! Those who help people to sign in: one list, so that nobody may do one half of it only.

use kernel::authority::Role;

/// They give start codes, reset passwords and the second step, unlock accounts, and make sure who is asking before.
pub(crate) const HELPERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
];
