//! Who may turn the keys: the service itself, when it is time; and who may withdraw one before.

use kernel::authority::{Action, Role, Rule, Who};

/// Publishing, using and withdrawing keys as their time comes.
pub(crate) const TURN: Action = Action("signing-key.turn");

/// Withdrawing one at once.
pub(crate) const WITHDRAW: Action = Action("signing-key.withdraw");
/// Seeing which there are.
pub(crate) const READ: Action = Action("signing-key.read");

const KEEPERS: &[Role] = &[Role::PlatformAdministrator];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(TURN, Who::SERVICE),
    Rule::new(WITHDRAW, Who::roles(KEEPERS)),
    Rule::new(READ, Who::roles(KEEPERS)),
];
