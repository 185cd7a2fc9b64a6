//! Who may prepare, see, run and stop bulk changes. Whether somebody may do the act itself, its own slice says: once
//! before it is prepared, and again for each person.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const BEGIN: Action = Action("bulk.begin");
pub(crate) const READ: Action = Action("bulk.read");
pub(crate) const RUN: Action = Action("bulk.run");
pub(crate) const STOP: Action = Action("bulk.stop");
pub(crate) const DROP: Action = Action("bulk.drop");
pub(crate) const MINE: Action = Action("bulk.mine");
pub(crate) const KEEP: Action = Action("bulk.keep");

/// Whoever may do some act that is done to many. It runs in somebody's name, so it is always somebody.
const MANAGERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
])
.not_operator();

pub(crate) const RULES: &[Rule] = &[
    Rule::new(BEGIN, MANAGERS),
    Rule::new(READ, MANAGERS),
    Rule::new(RUN, MANAGERS),
    Rule::new(STOP, MANAGERS),
    Rule::new(DROP, MANAGERS),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(KEEP, Who::SERVICE),
];
