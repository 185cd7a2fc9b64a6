//! Who may change and read rules with numbers.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const CHANGE: Action = Action("rule.change");
pub(crate) const LIST: Action = Action("rule.list");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CHANGE, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(
        LIST,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::IncidentManager,
            Role::ClinicalSafetyOfficer,
        ]),
    ),
];
