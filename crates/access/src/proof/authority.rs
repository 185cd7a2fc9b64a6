//! Who may have checkpoints stated and take receipts.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const STATE: Action = Action(kernel::audit::CHECKPOINT);
pub(crate) const NEWEST: Action = Action("audit.newest-checkpoint");
pub(crate) const RECEIPT: Action = Action("audit.receipt");

/// A receipt holds every personal value that is kept, so it is for those who answer for the organisation's people, and
/// for those who check what was done.
const RECEIVERS: &[Role] =
    &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator, Role::Auditor];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(STATE, Who::roles(&[Role::PlatformAdministrator]).or_service()),
    // A signed checkpoint says nothing but that the record had so many rows; the more who keep it, the better.
    Rule::new(NEWEST, Who::EVERYONE),
    Rule::new(RECEIPT, Who::roles(RECEIVERS)),
];
