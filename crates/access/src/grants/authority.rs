//! Who may hand out roles, and who may see who holds them.
//!
//! That a primary local administrator hands out no more than they hold is a rule over values and stands in the
//! model.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const GIVE: Action = Action("grant.give");
pub(crate) const END: Action = Action("grant.end");
pub(crate) const IN_ORGANISATION: Action = Action("grant.in-organisation");
pub(crate) const NATIONAL: Action = Action("grant.national");
pub(crate) const OF_PERSON: Action = Action("grant.of-person");
pub(crate) const CANDIDATE: Action = Action("grant.candidate");
pub(crate) const MINE: Action = Action("grant.mine");
pub(crate) const CARD: Action = Action("administrator.card");
/// Hand one's own roles on for a while.
pub(crate) const ARRANGE: Action = Action("cover.arrange");
/// Take them back before their day.
pub(crate) const END_COVER: Action = Action("cover.end");
/// See who stands in for oneself, and for whom one stands in.
pub(crate) const MY_COVER: Action = Action("cover.mine");
/// See who could stand in for oneself.
pub(crate) const COLLEAGUE: Action = Action("cover.colleague");

/// Those who hand out roles.
const GIVERS: &[Role] = &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator];
/// Those who look after people or over those who do.
const READERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::SecondPlatformApprover,
    Role::NationalServiceDesk,
    Role::IncidentManager,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
    Role::Auditor,
];

/// Those who may know who holds power over every organisation.
const NATIONAL_READERS: &[Role] =
    &[Role::PlatformAdministrator, Role::SecondPlatformApprover, Role::NationalServiceDesk];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(GIVE, Who::roles(GIVERS)),
    Rule::new(END, Who::roles(GIVERS)),
    Rule::new(CANDIDATE, Who::roles(GIVERS)),
    Rule::new(IN_ORGANISATION, Who::roles(READERS)),
    Rule::new(NATIONAL, Who::roles(NATIONAL_READERS)),
    Rule::new(OF_PERSON, Who::roles(READERS).or_oneself()),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(CARD, Who::EVERYONE),
    // Bounded by the roles that somebody holds, which are values and stand in the command.
    Rule::new(ARRANGE, Who::ONESELF),
    Rule::new(END_COVER, Who::ONESELF),
    Rule::new(MY_COVER, Who::ONESELF),
    Rule::new(COLLEAGUE, Who::ONESELF),
];
