//! Whose first sign-in it is: one's own.

use kernel::authority::{Action, Rule, Who};

/// Saying that one's details are right.
pub(crate) const DETAILS: Action = Action("welcome.confirm-details");
/// Putting the rest off.
pub(crate) const PUT_OFF: Action = Action("welcome.put-off");
/// Finishing.
pub(crate) const FINISH: Action = Action("welcome.finish");
/// Seeing how far one is.
pub(crate) const MINE: Action = Action("welcome.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(DETAILS, Who::ONESELF),
    Rule::new(PUT_OFF, Who::ONESELF),
    Rule::new(FINISH, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
];
