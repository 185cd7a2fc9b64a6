//! Who may read and change the words that no password may hold.

use kernel::authority::{Action, Role, Rule, Who};

/// Changing a list.
pub(crate) const CHANGE: Action = Action("password-words.change");
/// Reading the one of an organisation.
pub(crate) const OWN: Action = Action("password-words.own");
/// Reading the one of the nation.
pub(crate) const NATIONAL: Action = Action("password-words.national");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CHANGE, Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator])),
    Rule::new(
        OWN,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
    Rule::new(NATIONAL, Who::roles(&[Role::PlatformAdministrator, Role::SecondPlatformApprover])),
];
