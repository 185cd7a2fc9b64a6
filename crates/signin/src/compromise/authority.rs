//! Who may shut an account that somebody else got into, open it again and close its case.

use kernel::authority::{Action, Role, Rule, Who};

use crate::helpers::HELPERS;

/// Shutting somebody's account.
pub(crate) const OPEN: Action = Action("compromise.open");
/// Shutting one's own.
pub(crate) const REPORT: Action = Action("compromise.report");
/// Letting the person begin again.
pub(crate) const RELEASE: Action = Action("compromise.release");
/// Recording that their devices were checked.
pub(crate) const CHECK: Action = Action("compromise.check-devices");
/// Leaving the second step out for hours.
pub(crate) const LIFT: Action = Action("compromise.lift");
/// Asking for it again.
pub(crate) const END_LIFT: Action = Action("compromise.end-lift");
/// Removing words that are too old.
pub(crate) const FORGET: Action = Action("compromise.forget-words");
/// Closing a case.
pub(crate) const CLOSE: Action = Action("compromise.close");
/// Seeing the case of somebody.
pub(crate) const STATE: Action = Action("compromise.state");
/// Seeing the cases of an organisation, or of all.
pub(crate) const LIST: Action = Action("compromise.cases");

/// Those who answer for it that an account is safe again.
const CLOSERS: &[Role] = &[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
];

/// Those who find out what happened, and change nothing.
const LOOKERS: &[Role] = &[Role::IncidentManager, Role::SupplierEngineer];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(OPEN, Who::roles(HELPERS)),
    Rule::new(REPORT, Who::ONESELF),
    Rule::new(RELEASE, Who::roles(HELPERS)),
    Rule::new(CHECK, Who::roles(HELPERS)),
    Rule::new(LIFT, Who::roles(CLOSERS)),
    Rule::new(END_LIFT, Who::roles(CLOSERS).or_service()),
    Rule::new(CLOSE, Who::roles(CLOSERS)),
    Rule::new(FORGET, Who::SERVICE),
    Rule::new(STATE, Who { roles: Who::roles(HELPERS).roles.and(LOOKERS), ..Who::roles(HELPERS) }),
    Rule::new(LIST, Who { roles: Who::roles(HELPERS).roles.and(LOOKERS), ..Who::roles(HELPERS) }),
];
