//! Who may change a password, and see what is asked of it.

use kernel::authority::{Action, Rule, Who};

/// Changing one's own.
pub(crate) const CHANGE: Action = Action("password.change");
/// Setting anybody's, on the host.
pub(crate) const SET_BY_OPERATOR: Action = Action("password.set-by-operator");
/// Seeing what is asked of one's own.
pub(crate) const MINE: Action = Action("password.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CHANGE, Who::ONESELF),
    Rule::new(SET_BY_OPERATOR, Who::roles(&[])),
    Rule::new(MINE, Who::ONESELF),
];
