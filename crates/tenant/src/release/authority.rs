//! Who may see that sending is held after a restore, and who may release it.

use kernel::authority::{Action, Role, Rule, Who};

/// See whether it is held, and who has released it so far.
pub(crate) const SEE: Action = Action("tenant.release-state");
/// Release it, together with somebody else.
pub(crate) const RELEASE: Action = Action("tenant.release-restored");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(
        SEE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::IncidentManager,
        ]),
    ),
    // The operator put the database back; that it may speak again is for others to say.
    Rule::new(RELEASE, Who::roles(&[Role::PlatformAdministrator]).not_operator()),
];
