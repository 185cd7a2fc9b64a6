//! Who may show again that it is them.

use kernel::authority::{Action, Rule, Who};

/// Giving a code or a passkey in a session that is open.
pub(crate) const PROVE: Action = Action("session.prove");

pub(crate) const RULES: &[Rule] = &[Rule::new(PROVE, Who::ONESELF)];
