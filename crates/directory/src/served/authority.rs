//! Who may have an organisation administered nationally, and who sees that it is.

use kernel::authority::{Action, Role, Rule, Who};

/// Put the mark on and take it off.
pub(crate) const MARK: Action = Action("served.mark");
/// Record how somebody who asks was checked.
pub(crate) const INTAKE: Action = Action("intake.open");
/// See all that are administered nationally.
pub(crate) const LIST: Action = Action("served.list");
/// See of one organisation whether it is, and what it asked for.
pub(crate) const READ: Action = Action("served.read");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(MARK, Who::roles(&[Role::PlatformAdministrator])),
    // It is the record itself, so that none has to be there before it.
    Rule::new(INTAKE, Who::roles(&[Role::NationalAdministrationService]).unasked().not_operator()),
    Rule::new(
        LIST,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::NationalAdministrationService,
        ]),
    ),
    Rule::new(
        READ,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
            Role::Auditor,
        ]),
    ),
];
