//! Who may set a telephone word, and who may make sure of somebody.

use kernel::authority::{Action, Rule, Who};

use crate::helpers::HELPERS;

/// Choosing one's own telephone word.
pub(crate) const SET_WORD: Action = Action("telephone-word.set");
/// Seeing whether one has a telephone word.
pub(crate) const MINE: Action = Action("telephone-word.mine");
/// Recording that, and how, one made sure of somebody.
pub(crate) const RECORD: Action = Action("identity-check.record");
/// Seeing which ways there are, and whether one has made sure.
pub(crate) const STATE: Action = Action("identity-check.state");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SET_WORD, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(RECORD, Who::roles(HELPERS)),
    Rule::new(STATE, Who::roles(HELPERS)),
];
