//! Who may see which organisations have too few administrators: whoever can do something about it.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const FEW: Action = Action("administrator.few");

pub(crate) const RULES: &[Rule] = &[Rule::new(
    FEW,
    Who::roles(&[
        Role::PlatformAdministrator,
        Role::SecondPlatformApprover,
        Role::NationalServiceDesk,
        Role::IncidentManager,
    ]),
)];
