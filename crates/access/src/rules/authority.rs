//! Who may change and read rules with numbers.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const CHANGE: Action = Action("rule.change");
pub(crate) const LIST: Action = Action("rule.list");
/// Be stricter than the nation, where a rule allows it.
pub(crate) const TIGHTEN: Action = Action("rule.tighten");
/// See what holds in an organisation.
pub(crate) const OWN: Action = Action("rule.own");

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
    Rule::new(TIGHTEN, Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator])),
    Rule::new(
        OWN,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::Auditor,
        ]),
    ),
];
