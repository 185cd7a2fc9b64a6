//! Who asks a second step of people, who leaves it out, and who sees how far that has come.

use kernel::authority::{Action, Role, Rule, Who};

use crate::helpers::HELPERS;

/// Asking it of an organisation, or of one person.
pub(crate) const OBLIGE: Action = Action("second-step.oblige");
/// Proposing a network of an organisation, and taking one away.
pub(crate) const PROPOSE: Action = Action("second-step.propose-network");
/// Deciding about a network.
pub(crate) const DECIDE_NETWORK: Action = Action("second-step.decide-network");
/// Leaving it out for a day, and ending an exception.
pub(crate) const EXCEPT: Action = Action("second-step.except");
/// Asking that it is left out for long.
pub(crate) const ASK: Action = Action("second-step.ask-exception");
/// Deciding about that.
pub(crate) const DECIDE_EXCEPTION: Action = Action("second-step.decide-exception");
/// Reminding those who have none.
pub(crate) const REMIND: Action = Action("second-step.remind");
/// Having those told whom the daily report concerns.
pub(crate) const TELL: Action = Action("second-step.tell");
/// Seeing how people of an organisation stand.
pub(crate) const READ: Action = Action("second-step.read");
/// Seeing how organisations stand, and what waits for a decision.
pub(crate) const NATIONAL: Action = Action("second-step.national");
/// Seeing how one stands oneself.
pub(crate) const MINE: Action = Action("second-step.mine");

/// They decide for their organisation.
const DECIDERS: &[Role] =
    &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator, Role::LocalAdministrator];
/// They decide for the service.
const NATIONALLY: &[Role] = &[Role::PlatformAdministrator, Role::SecondPlatformApprover];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(OBLIGE, Who::roles(DECIDERS)),
    Rule::new(PROPOSE, Who::roles(DECIDERS)),
    Rule::new(DECIDE_NETWORK, Who::roles(NATIONALLY)),
    Rule::new(EXCEPT, Who::roles(HELPERS)),
    Rule::new(ASK, Who::roles(DECIDERS)),
    Rule::new(DECIDE_EXCEPTION, Who::roles(NATIONALLY)),
    Rule::new(REMIND, Who::roles(DECIDERS)),
    Rule::new(TELL, Who::SERVICE),
    Rule::new(READ, Who::roles(HELPERS)),
    Rule::new(NATIONAL, Who::roles(NATIONALLY)),
    Rule::new(MINE, Who::ONESELF),
];
