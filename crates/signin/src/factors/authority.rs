//! Who may add, use and take away the second step of signing in.

use kernel::authority::{Action, Rule, Who};

use crate::helpers::HELPERS;

/// Giving the code that is asked for after the password.
pub(crate) const PROVE: Action = Action("signin.prove");
/// Giving the new password that is asked for in place of one that has ended.
pub(crate) const RENEW: Action = Action("password.renew");
/// Adding a second step that one has to have, before one is in.
pub(crate) const REGISTER: Action = Action("second-step.register");
/// Beginning to add an authenticator app of one's own.
pub(crate) const BEGIN: Action = Action("authenticator.begin");
/// Confirming it with a code.
pub(crate) const CONFIRM: Action = Action("authenticator.confirm");
/// Removing one of one's own.
pub(crate) const REMOVE: Action = Action("authenticator.remove");
/// Making new recovery codes.
pub(crate) const DRAW: Action = Action("recovery-codes.draw");
/// Seeing one's own.
pub(crate) const MINE: Action = Action("second-factor.mine");
/// Taking the second step off somebody's account.
pub(crate) const RESET: Action = Action("second-factor.reset");
/// Clearing what was begun and never finished.
pub(crate) const CLEAR: Action = Action("second-factor.clear-due");

/// Telling somebody of wrong codes.
pub(crate) const WARN: Action = Action("second-factor.warn");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(PROVE, Who::ANYONE),
    Rule::new(RENEW, Who::ANYONE),
    Rule::new(REGISTER, Who::ANYONE),
    Rule::new(BEGIN, Who::ONESELF),
    Rule::new(CONFIRM, Who::ONESELF),
    Rule::new(REMOVE, Who::ONESELF),
    Rule::new(DRAW, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(RESET, Who::roles(HELPERS)),
    Rule::new(CLEAR, Who::SERVICE),
    Rule::new(WARN, Who::SERVICE),
];
