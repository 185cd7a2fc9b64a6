//! Who may read the table of roles.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const MATRIX: Action = Action("role.matrix");

pub(crate) const RULES: &[Rule] = &[Rule::new(
    MATRIX,
    Who::roles(&[
        Role::PlatformAdministrator,
        Role::SecondPlatformApprover,
        Role::NationalServiceDesk,
        Role::PartnerReviewer,
        Role::CommunicationsAuthor,
        Role::IncidentManager,
        Role::ClinicalSafetyOfficer,
        Role::SupplierEngineer,
    ]),
)];
