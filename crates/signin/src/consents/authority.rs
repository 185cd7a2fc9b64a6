//! Who allows what, and who takes it back.

use kernel::authority::{Action, Role, Rule, Who};

/// Allowing an application for oneself.
pub(crate) const ALLOW: Action = Action("application.allow");
/// Taking back what one allowed.
pub(crate) const WITHDRAW: Action = Action("application.withdraw");
/// Ending what an application knows one by.
pub(crate) const LEAVE: Action = Action("application.leave");
/// Seeing what knows oneself.
pub(crate) const MINE: Action = Action("application.mine");
/// Allowing an application of an organisation for all of its people.
pub(crate) const FOR_ALL: Action = Action("application.allow-for-all");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ALLOW, Who::ONESELF),
    Rule::new(WITHDRAW, Who::ONESELF),
    Rule::new(LEAVE, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(FOR_ALL, Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator])),
];
