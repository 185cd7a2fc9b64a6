//! Whose schedules are whose: everybody's are their own.

use kernel::authority::{Action, Rule, Who};

pub(crate) const BEGIN: Action = Action("report.schedule");
pub(crate) const CHANGE: Action = Action("report.change-schedule");
pub(crate) const END: Action = Action("report.end-schedule");
pub(crate) const MINE: Action = Action("report.mine");
pub(crate) const FILE: Action = Action("report.file");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(BEGIN, Who::ONESELF),
    Rule::new(CHANGE, Who::ONESELF),
    Rule::new(END, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(FILE, Who::ONESELF),
];
