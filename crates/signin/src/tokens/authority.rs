//! Who may have tokens: everybody, for themself.

use kernel::authority::{Action, Rule, Who};

/// Making one.
pub(crate) const CREATE: Action = Action("token.create");
/// Revoking one.
pub(crate) const REVOKE: Action = Action("token.revoke");
/// Seeing one's own.
pub(crate) const MINE: Action = Action("token.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CREATE, Who::ONESELF),
    Rule::new(REVOKE, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
];
