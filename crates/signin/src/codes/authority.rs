//! Who may make and use start codes.

use kernel::authority::{Action, RoleSet, Rule, Who};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::AccountId;
use kernel::refusal::Fault;

use crate::helpers::HELPERS;

/// Making a start code.
pub(crate) const ISSUE: Action = Action("start-code.issue");
/// Having one sent to an address outside the service.
pub(crate) const SEND: Action = Action("start-link.send");
/// Setting a password with one.
pub(crate) const REDEEM: Action = Action("start-code.redeem");
/// Taking a password away and making a start code.
pub(crate) const RESET: Action = Action("password.reset");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ISSUE, Who::roles(HELPERS)),
    Rule::new(SEND, Who::roles(HELPERS)),
    Rule::new(REDEEM, Who::ANYONE),
    Rule::new(RESET, Who::roles(HELPERS)),
];

/// Whether the rights of one account cover those of another, so that it may make a start code for it.
pub(crate) async fn covers(
    reader: &mut Reader,
    helper: AccountId,
    other: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    kernel::authority::covers(reader, helper, other, RoleSet::of(HELPERS), now).await
}
