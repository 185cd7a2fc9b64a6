//! Who may turn the keys: the service itself, when it is time.

use kernel::authority::{Action, Rule, Who};

/// Publishing, using and withdrawing keys as their time comes.
pub(crate) const TURN: Action = Action("signing-key.turn");

pub(crate) const RULES: &[Rule] = &[Rule::new(TURN, Who::SERVICE)];
