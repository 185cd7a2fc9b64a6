//! Who writes terms of use, who accepts them, and who sees how far that has come.

use kernel::authority::{Action, Role, Rule, Who};

use crate::helpers::HELPERS;

/// Writing, throwing away and publishing a version.
pub(crate) const CHANGE: Action = Action("terms.change");
/// Reading the nation's, drafts as well.
pub(crate) const NATIONAL: Action = Action("terms.national");
/// Reading what an organisation adds, drafts as well.
pub(crate) const OWN: Action = Action("terms.own");
/// Letting people into an application although terms wait for them, and ending that.
pub(crate) const EXEMPT: Action = Action("terms.exempt-application");
/// Seeing who has accepted in an organisation, and who has not.
pub(crate) const CAMPAIGN: Action = Action("terms.campaign");
/// Reminding those who have not.
pub(crate) const REMIND: Action = Action("terms.remind");
/// Accepting what counts for oneself.
pub(crate) const ACCEPT: Action = Action("terms.accept");
/// Reading what one has accepted, and what waits for one.
pub(crate) const MINE: Action = Action("terms.mine");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CHANGE, Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator])),
    Rule::new(NATIONAL, Who::roles(&[Role::PlatformAdministrator, Role::SecondPlatformApprover])),
    Rule::new(
        OWN,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
    Rule::new(EXEMPT, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(CAMPAIGN, Who::roles(HELPERS)),
    Rule::new(
        REMIND,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]),
    ),
    Rule::new(ACCEPT, Who::ANYONE),
    Rule::new(MINE, Who::ONESELF),
];
