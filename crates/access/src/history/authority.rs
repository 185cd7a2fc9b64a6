//! Who may read what was done.

use kernel::authority::{Action, Role, RoleSet, Rule, Who};

pub(crate) const OF_ORGANISATION: Action = Action("history.of-organisation");
pub(crate) const OF_PERSON: Action = Action("history.of-person");
pub(crate) const UNDO: Action = Action("history.undo");
pub(crate) const MINE: Action = Action("history.mine");

/// Those who administer people, and those who check what was done.
const READERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::ClinicalSafetyOfficer,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::Auditor,
];

/// Those who change people and their roles.
const CHANGERS: &[Role] =
    &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator, Role::LocalAdministrator];

/// Those who help a person and have to see what happened to them.
const HELPERS: &[Role] =
    &[Role::NationalServiceDesk, Role::NationalAdministrationService, Role::LocalHelpDesk];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(OF_ORGANISATION, Who::roles(READERS)),
    Rule::new(OF_PERSON, Who { roles: RoleSet::of(READERS).and(HELPERS), ..Who::roles(READERS) }),
    // The command that undoes asks for its own authority, too.
    Rule::new(UNDO, Who { roles: RoleSet::of(CHANGERS).and(HELPERS), ..Who::roles(CHANGERS) }),
    Rule::new(MINE, Who::ONESELF),
];
