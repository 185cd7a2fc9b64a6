//! Who may do what with user policies.

use kernel::authority::{Action, Role, Rule, Who};

/// Making one.
pub(super) const CREATE: Action = Action("policy.create");
/// Changing one.
pub(super) const CHANGE: Action = Action("policy.change");
/// Choosing which one newcomers get.
pub(super) const MAKE_DEFAULT: Action = Action("policy.make-default");
/// Removing one.
pub(super) const REMOVE: Action = Action("policy.remove");
/// Moving people.
pub(super) const MOVE: Action = Action("policy.move");
/// Bringing members' licences up to a changed user policy.
pub(super) const APPLY: Action = Action("policy.apply");
/// Looking at them and their members.
pub(super) const READ: Action = Action("policy.read");
/// Looking at the one a person is in.
pub(super) const OF_PERSON: Action = Action("policy.of-person");

/// Looking at one's own applications.
pub(super) const MY_APPLICATIONS: Action = Action("policy.my-applications");

const EDITORS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);

const READERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
    Role::Auditor,
]);

/// The table.
pub(super) const RULES: &[Rule] = &[
    Rule::new(CREATE, EDITORS),
    Rule::new(CHANGE, EDITORS),
    Rule::new(MAKE_DEFAULT, EDITORS),
    Rule::new(REMOVE, EDITORS),
    Rule::new(
        MOVE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LicenceAdministrator,
        ]),
    ),
    Rule::new(APPLY, Who::SERVICE),
    Rule::new(READ, READERS),
    Rule::new(OF_PERSON, READERS.or_oneself()),
    Rule::new(MY_APPLICATIONS, Who::ONESELF),
];
