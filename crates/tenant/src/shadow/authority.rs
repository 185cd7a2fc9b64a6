//! Who may see how far Microsoft 365 is, and who may stop and start it.

use kernel::authority::{Action, Role, Rule, Who};

/// See how far one account is.
pub(crate) const SEE: Action = Action("tenant.state-of");
/// See what of an organisation is not live yet.
pub(crate) const LIST: Action = Action("tenant.on-the-way");
/// See the whole queue and the connection.
pub(crate) const OVERVIEW: Action = Action("tenant.overview");
/// Stop all sending.
pub(crate) const PAUSE: Action = Action("tenant.pause");
/// Go on sending.
pub(crate) const RESUME: Action = Action("tenant.resume");
/// Try one account again now.
pub(crate) const RETRY: Action = Action("tenant.retry");

const HELPERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
    Role::Auditor,
];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SEE, Who::roles(HELPERS).or_oneself()),
    Rule::new(LIST, Who::roles(HELPERS)),
    Rule::new(
        OVERVIEW,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
        ]),
    ),
    Rule::new(PAUSE, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(RESUME, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(
        RETRY,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
];
