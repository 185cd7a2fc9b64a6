//! Who looks after the applications of the whole service.

use kernel::authority::{Action, Role, Rule, Who};

/// Registering one.
pub(crate) const REGISTER: Action = Action("application.register");
/// Changing one.
pub(crate) const CHANGE: Action = Action("application.change");
/// Giving one a new secret.
pub(crate) const ROTATE: Action = Action("application.rotate-secret");
/// Taking one out of use.
pub(crate) const RETIRE: Action = Action("application.retire");
/// Seeing what is registered.
pub(crate) const READ: Action = Action("application.read");

/// Seeing what one would be told of oneself; the host is nobody to be told of.
pub(crate) const TRY: Action = Action("application.try");

const KEEPERS: &[Role] = &[Role::PlatformAdministrator];
const READERS: &[Role] = &[Role::PlatformAdministrator, Role::NationalServiceDesk];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(REGISTER, Who::roles(KEEPERS)),
    Rule::new(CHANGE, Who::roles(KEEPERS)),
    Rule::new(ROTATE, Who::roles(KEEPERS)),
    Rule::new(RETIRE, Who::roles(KEEPERS)),
    Rule::new(READ, Who::roles(READERS)),
    Rule::new(TRY, Who::roles(READERS).not_operator()),
];
