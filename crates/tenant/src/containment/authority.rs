//! Who records what was done: the service itself.

use kernel::authority::{Action, Rule, Who};

/// Recording what was done in the tenant about an account that was shut.
pub(crate) const RECORD: Action = Action("tenant.record-containment");

pub(crate) const RULES: &[Rule] = &[Rule::new(RECORD, Who::SERVICE)];
