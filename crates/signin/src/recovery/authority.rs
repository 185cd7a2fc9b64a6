//! Who may choose a new password without the one before: anybody, who then has to prove who they are.

use kernel::authority::{Action, Rule, Who};

/// Proving who one is.
pub(crate) const PROVE: Action = Action("recovery.prove");
/// Choosing the new password.
pub(crate) const FINISH: Action = Action("recovery.finish");

pub(crate) const RULES: &[Rule] = &[Rule::new(PROVE, Who::ANYONE), Rule::new(FINISH, Who::ANYONE)];
