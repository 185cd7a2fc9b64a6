//! Who may add, use and take away passkeys.

use kernel::authority::{Action, Rule, Who};

use crate::helpers::HELPERS;

/// Signing in with a passkey alone.
pub(crate) const SIGN_IN: Action = Action("passkey.sign-in");
/// Beginning to add one of one's own.
pub(crate) const BEGIN: Action = Action("passkey.begin");
/// Adding it.
pub(crate) const CONFIRM: Action = Action("passkey.confirm");
/// Giving one of one's own another name.
pub(crate) const RENAME: Action = Action("passkey.rename");
/// Removing one of one's own.
pub(crate) const REMOVE: Action = Action("passkey.remove");
/// Seeing one's own.
pub(crate) const MINE: Action = Action("passkey.mine");
/// Seeing those of somebody one helps.
pub(crate) const OF_PERSON: Action = Action("passkey.of-person");
/// Taking one off somebody's account.
pub(crate) const REVOKE: Action = Action("passkey.revoke");
/// Telling somebody that the counter of one went back.
pub(crate) const WARN: Action = Action("passkey.warn");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SIGN_IN, Who::ANYONE),
    Rule::new(BEGIN, Who::ONESELF),
    Rule::new(CONFIRM, Who::ONESELF),
    Rule::new(RENAME, Who::ONESELF),
    Rule::new(REMOVE, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(OF_PERSON, Who::roles(HELPERS)),
    Rule::new(REVOKE, Who::roles(HELPERS)),
    Rule::new(WARN, Who::SERVICE),
];
