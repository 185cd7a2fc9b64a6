//! Who looks after emergency accounts.

use kernel::authority::{Action, Role, Rule, Who};

/// Enrolling an account.
pub(crate) const ENROL: Action = Action("break-glass.enrol");
/// Making it an ordinary one again.
pub(crate) const END: Action = Action("break-glass.end");
/// Saying what an alarm was.
pub(crate) const CLOSE: Action = Action("break-glass.close-alarm");
/// Letting somebody in again from the host.
pub(crate) const RECOVER: Action = Action("break-glass.recover");
/// Reminding of a drill.
pub(crate) const REMIND: Action = Action("break-glass.remind");
/// Seeing the accounts and their alarms.
pub(crate) const STATE: Action = Action("break-glass.state");

const OVERSEERS: &[Role] = &[Role::PlatformAdministrator, Role::SecondPlatformApprover];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ENROL, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(END, Who::roles(&[Role::PlatformAdministrator])),
    // Whoever rings the bell on the host does not stop it.
    Rule::new(CLOSE, Who::roles(OVERSEERS).not_operator()),
    Rule::new(RECOVER, Who::roles(&[])),
    Rule::new(REMIND, Who::SERVICE),
    Rule::new(STATE, Who::roles(OVERSEERS)),
];
