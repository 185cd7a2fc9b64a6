//! Who may do what with organisations on their way in or out.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const JOIN: Action = Action("organisation.join");
pub(crate) const LEAVE: Action = Action("organisation.leave");
pub(crate) const LIST: Action = Action("joining.list");
pub(crate) const READ: Action = Action("joining.read");
pub(crate) const INSIDE: Action = Action("closing.read");

/// Who lets organisations in.
const NATION: Who = Who::roles(&[Role::PlatformAdministrator]);
/// Who sees all that are on their way.
const WATCHERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::SecondPlatformApprover,
    Role::NationalServiceDesk,
]);
/// Who decides that an organisation leaves.
const LEADS: Who = Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator]);

pub(crate) const RULES: &[Rule] = &[
    Rule::new(JOIN, NATION),
    Rule::new(LEAVE, LEADS),
    Rule::new(LIST, WATCHERS),
    Rule::new(
        READ,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
    Rule::new(
        INSIDE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalServiceDesk,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
];
