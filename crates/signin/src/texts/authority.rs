//! Who may have codes sent by text: everybody to their own telephone.

use kernel::authority::{Action, Rule, Who};

/// Beginning to add one's own number.
pub(crate) const BEGIN: Action = Action("text-number.begin");
/// Confirming it with a code.
pub(crate) const CONFIRM: Action = Action("text-number.confirm");
/// Removing it.
pub(crate) const REMOVE: Action = Action("text-number.remove");
/// Having a code sent to it.
pub(crate) const SEND: Action = Action("text-number.send-code");
/// Seeing one's own.
pub(crate) const MINE: Action = Action("text-number.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(BEGIN, Who::ONESELF),
    Rule::new(CONFIRM, Who::ONESELF),
    Rule::new(REMOVE, Who::ONESELF),
    Rule::new(SEND, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
];
