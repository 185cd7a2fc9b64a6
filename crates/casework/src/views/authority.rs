//! Whose views are whose: everybody's are their own.

use kernel::authority::{Action, Rule, Who};

pub(crate) const SAVE: Action = Action("view.save");
pub(crate) const RENAME: Action = Action("view.rename");
pub(crate) const REMOVE: Action = Action("view.remove");
pub(crate) const MINE: Action = Action("view.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SAVE, Who::ONESELF),
    Rule::new(RENAME, Who::ONESELF),
    Rule::new(REMOVE, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
];
