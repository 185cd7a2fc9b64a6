//! Who looks after applications: those of the whole service, and those that an organisation registers for its own people.

use kernel::authority::{Action, Role, Rule, Who};

/// Registering one.
pub(crate) const REGISTER: Action = Action("application.register");
/// Changing one.
pub(crate) const CHANGE: Action = Action("application.change");
/// Giving one a new secret.
pub(crate) const ROTATE: Action = Action("application.rotate-secret");
/// Taking one out of use.
pub(crate) const RETIRE: Action = Action("application.retire");
/// Holding one, so that nobody gets in.
pub(crate) const HOLD: Action = Action("application.hold");
/// Seeing what an organisation registered.
pub(crate) const READ_OWN: Action = Action("application.read-own");
/// Seeing what is registered.
pub(crate) const READ: Action = Action("application.read");

/// Seeing what one would be told of oneself; the host is nobody to be told of.
pub(crate) const TRY: Action = Action("application.try");

/// Platform administrators reach the whole service, the others their own organisation only.
const KEEPERS: &[Role] = &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator];
const HOLDERS: &[Role] = &[Role::PlatformAdministrator];
const OWN_READERS: &[Role] =
    &[Role::PlatformAdministrator, Role::NationalServiceDesk, Role::PrimaryLocalAdministrator];
const READERS: &[Role] = &[Role::PlatformAdministrator, Role::NationalServiceDesk];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(REGISTER, Who::roles(KEEPERS)),
    Rule::new(CHANGE, Who::roles(KEEPERS)),
    Rule::new(ROTATE, Who::roles(KEEPERS)),
    Rule::new(RETIRE, Who::roles(KEEPERS)),
    Rule::new(HOLD, Who::roles(HOLDERS)),
    Rule::new(READ_OWN, Who::roles(OWN_READERS)),
    Rule::new(READ, Who::roles(READERS)),
    Rule::new(TRY, Who::roles(READERS).not_operator()),
];
