//! Who may ask for a second person, and be one.
//!
//! That whoever approves may do the thing themselves is asked of the door for each of them, with its own table.

use kernel::authority::{Action, Rule, Who};

pub(crate) const ASK: Action = Action("second-person.ask");
pub(crate) const APPROVE: Action = Action("second-person.approve");
pub(crate) const DECLINE: Action = Action("second-person.decline");
pub(crate) const WITHDRAW: Action = Action("second-person.withdraw");
pub(crate) const SEE: Action = Action("second-person.waiting");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ASK, Who::ONESELF),
    Rule::new(APPROVE, Who::ONESELF),
    Rule::new(DECLINE, Who::ONESELF),
    Rule::new(WITHDRAW, Who::ONESELF),
    Rule::new(SEE, Who::ONESELF),
];
