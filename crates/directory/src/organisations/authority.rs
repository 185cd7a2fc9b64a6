//! Who may do what with organisations.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const COUNT: Action = Action("organisation.count");
pub(crate) const CARD: Action = Action("organisation.card");
pub(crate) const SUPPORT: Action = Action("organisation.support");
pub(crate) const READ: Action = Action("organisation.read");
pub(crate) const SEARCH: Action = Action("organisation.search");
pub(crate) const OPEN: Action = Action("organisation.open");
pub(crate) const CHANGE: Action = Action("organisation.change");
pub(crate) const PLACE: Action = Action("organisation.place");
pub(crate) const CLOSE: Action = Action("organisation.close");
pub(crate) const UNITS: Action = Action("unit.change");
pub(crate) const IMPORT: Action = Action("register.import");
pub(crate) const NOTICE: Action = Action("register.notice");
pub(crate) const NOTICES: Action = Action("register.notices");
pub(crate) const SETTLE: Action = Action("register.settle");

/// Who runs the service.
const NATION: Who = Who::roles(&[Role::PlatformAdministrator]);
/// Who finds any organisation.
const FINDERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::SecondPlatformApprover,
    Role::NationalServiceDesk,
    Role::PartnerReviewer,
    Role::IncidentManager,
    Role::ClinicalSafetyOfficer,
    Role::SupplierEngineer,
]);
/// Who sees the record of an organisation.
const READERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::SecondPlatformApprover,
    Role::NationalServiceDesk,
    Role::PartnerReviewer,
    Role::IncidentManager,
    Role::ClinicalSafetyOfficer,
    Role::SupplierEngineer,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::LicenceAdministrator,
    Role::Auditor,
]);
/// Who keeps an organisation's own details.
const KEEPERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);

/// Who deals with what the register changed of a member.
const SETTLERS: Who = Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator]);
/// Who sees what the register changed of members.
const WATCHERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::SecondPlatformApprover,
    Role::NationalServiceDesk,
    Role::PrimaryLocalAdministrator,
]);

pub(crate) const RULES: &[Rule] = &[
    Rule::new(COUNT, Who::EVERYONE),
    Rule::new(CARD, Who::EVERYONE),
    // Whoever cannot sign in has to learn whom to call.
    Rule::new(SUPPORT, Who::ANYONE),
    Rule::new(READ, READERS),
    Rule::new(SEARCH, FINDERS),
    Rule::new(OPEN, NATION),
    Rule::new(CHANGE, KEEPERS),
    Rule::new(PLACE, NATION),
    Rule::new(CLOSE, NATION),
    Rule::new(UNITS, KEEPERS),
    Rule::new(IMPORT, NATION),
    Rule::new(NOTICE, Who::SERVICE),
    Rule::new(NOTICES, WATCHERS),
    Rule::new(SETTLE, SETTLERS),
];
