//! Who may put banners up and take them down.

use kernel::authority::{Action, Role, Rule, Who};

/// See the banners of a place, also those that are over.
pub(crate) const LIST: Action = Action("banner.list");
/// Put one up, and take one down.
pub(crate) const PUT: Action = Action("banner.put");

const WRITERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
];

pub(crate) const RULES: &[Rule] =
    &[Rule::new(LIST, Who::roles(WRITERS)), Rule::new(PUT, Who::roles(WRITERS))];
