//! Who sees attempts to sign in and may end a lock.

use kernel::authority::{Action, Role, Rule, Who};

use crate::helpers::HELPERS;

/// Ending a lock before its time.
pub(crate) const UNLOCK: Action = Action("account.unlock");
/// Seeing when, whence and with what result somebody signed in.
pub(crate) const RECENT: Action = Action("signin.recent");
/// Searching the attempts of everybody of an organisation.
pub(crate) const LOG: Action = Action("signin.log");
/// Telling those who run the service of guessing from many networks.
pub(crate) const WARN: Action = Action("signin.warn-of-guessing");
/// Seeing whether somebody can sign in.
pub(crate) const STATE: Action = Action("signin.state");

/// Those who find out why somebody cannot sign in, and change nothing.
const LOOKERS: &[Role] = &[Role::IncidentManager, Role::SupplierEngineer];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(UNLOCK, Who::roles(HELPERS)),
    Rule::new(
        RECENT,
        Who {
            roles: Who::roles(HELPERS).roles.and(LOOKERS).and(&[Role::Auditor]),
            ..Who::roles(HELPERS)
        }
        .or_oneself(),
    ),
    Rule::new(
        LOG,
        Who {
            roles: Who::roles(HELPERS).roles.and(LOOKERS).and(&[Role::Auditor]),
            ..Who::roles(HELPERS)
        },
    ),
    Rule::new(WARN, Who::SERVICE),
    Rule::new(
        STATE,
        Who { roles: Who::roles(HELPERS).roles.and(LOOKERS), ..Who::roles(HELPERS) }.or_oneself(),
    ),
];
