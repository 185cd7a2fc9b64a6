//! Who may change a password.

use kernel::authority::{Action, Rule, Who};

/// Changing one's own.
pub(crate) const CHANGE: Action = Action("password.change");
/// Setting anybody's, on the host.
pub(crate) const SET_BY_OPERATOR: Action = Action("password.set-by-operator");

pub(crate) const RULES: &[Rule] =
    &[Rule::new(CHANGE, Who::ONESELF), Rule::new(SET_BY_OPERATOR, Who::roles(&[]))];
