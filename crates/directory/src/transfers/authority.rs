//! Who may do what with transfers: those who create and delete people, each for their own organisation; whoever sees the
//! people of an organisation sees its transfers.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const OFFER: Action = Action("transfer.offer");
pub(crate) const ASK: Action = Action("transfer.ask");
pub(crate) const SETTLE: Action = Action("transfer.settle");
pub(crate) const BOTH: Action = Action("person.transfer");
pub(crate) const READ: Action = Action("transfer.read");
pub(crate) const CLOCKS: Action = Action("transfer.clocks");

const KEEPERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);

pub(crate) const RULES: &[Rule] = &[
    Rule::new(OFFER, KEEPERS),
    Rule::new(ASK, KEEPERS),
    Rule::new(SETTLE, KEEPERS),
    Rule::new(BOTH, KEEPERS),
    Rule::new(
        READ,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalServiceDesk,
            Role::IncidentManager,
            Role::ClinicalSafetyOfficer,
            Role::SupplierEngineer,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
            Role::LicenceAdministrator,
            Role::Auditor,
        ]),
    ),
    Rule::new(CLOCKS, Who::SERVICE),
];
