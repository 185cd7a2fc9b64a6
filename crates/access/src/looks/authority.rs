//! Who may read who looked at an organisation's records: those who answer for it, and those who check.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const IN_ORGANISATION: Action = Action("look.in-organisation");
pub(crate) const MINE: Action = Action("look.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(
        IN_ORGANISATION,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::ClinicalSafetyOfficer,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::Auditor,
        ]),
    ),
    Rule::new(MINE, Who::ONESELF),
];
