//! Who may do what with people (domain rules 3.2): administrators create and delete, help desks mend, auditors and
//! licence administrators look, everybody finds a card.

use kernel::authority::{Action, Role, Rule, Who};

pub(crate) const CREATE: Action = Action("person.create");
pub(crate) const CHANGE_START: Action = Action("person.change-start");
pub(crate) const START_DUE: Action = Action("person.start-due");
pub(crate) const CHANGE: Action = Action("person.change");
pub(crate) const RENAME: Action = Action("person.rename");
pub(crate) const DISABLE: Action = Action("person.disable");
pub(crate) const ENABLE: Action = Action("person.enable");
pub(crate) const DELETE: Action = Action("person.delete");
pub(crate) const RESTORE: Action = Action("person.restore");
pub(crate) const ERASE: Action = Action("person.erase-due");
pub(crate) const RELEASE: Action = Action("address.release-due");
pub(crate) const PROFILE: Action = Action("profile.change");
pub(crate) const MARK_MAILBOX: Action = Action("mailbox.mark");
pub(crate) const CREATE_SYSTEM: Action = Action("system-account.create");
pub(crate) const READ: Action = Action("person.read");
pub(crate) const LIST: Action = Action("person.list");
pub(crate) const CARD: Action = Action("person.card");
pub(crate) const PROPOSE: Action = Action("address.propose");
pub(crate) const PREVIEW: Action = Action("person.preview");
pub(crate) const ME: Action = Action("person.me");
pub(crate) const MARK_LEAVER: Action = Action("person.mark-leaver");
pub(crate) const ACCEPT_JOINER: Action = Action("person.accept-joiner");
pub(crate) const HOLD: Action = Action("person.hold");
pub(crate) const DELETE_DUE: Action = Action("person.delete-due");
pub(crate) const BLOCK_LEAVER: Action = Action("person.block-leaver");
pub(crate) const HOLD_NIGHT: Action = Action("night.hold");
pub(crate) const DECIDE_NIGHT: Action = Action("night.decide");
pub(crate) const READ_NIGHT: Action = Action("night.read");
pub(crate) const RECORD_ACTIVITY: Action = Action("activity.record");

/// Who creates and deletes.
const KEEPERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);
/// Who gives systems their accounts.
const SYSTEM_KEEPERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);
/// Who keeps details right and lets people in or out.
const MENDERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
]);
/// Who sees the administrative record.
const READERS: Who = Who::roles(&[
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
]);

/// Who answers for what is kept and for what is not: legal holds, and nights on which too many would go.
const GUARDIANS: Who = Who::roles(&[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator]);
/// Who hears of such nights.
const WATCHERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::IncidentManager,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
]);

/// The line of an action of people or of their transfers.
pub(crate) fn rule(action: Action) -> Option<&'static Rule> {
    RULES.iter().chain(crate::transfers::RULES).find(|rule| rule.action == action)
}

pub(crate) const RULES: &[Rule] = &[
    Rule::new(CREATE, KEEPERS),
    Rule::new(CHANGE_START, KEEPERS),
    Rule::new(START_DUE, Who::SERVICE),
    Rule::new(CHANGE, MENDERS),
    Rule::new(RENAME, MENDERS),
    Rule::new(DISABLE, MENDERS),
    Rule::new(ENABLE, MENDERS),
    Rule::new(DELETE, KEEPERS),
    Rule::new(RESTORE, KEEPERS),
    Rule::new(ERASE, Who::SERVICE),
    Rule::new(RELEASE, Who::SERVICE),
    Rule::new(PROFILE, Who::ONESELF),
    Rule::new(MARK_MAILBOX, MENDERS.or_oneself()),
    Rule::new(CREATE_SYSTEM, SYSTEM_KEEPERS),
    Rule::new(READ, READERS.or_oneself()),
    Rule::new(LIST, READERS),
    Rule::new(CARD, Who::EVERYONE),
    Rule::new(PROPOSE, KEEPERS),
    Rule::new(PREVIEW, KEEPERS),
    Rule::new(ME, Who::ONESELF),
    Rule::new(MARK_LEAVER, KEEPERS),
    Rule::new(ACCEPT_JOINER, KEEPERS),
    Rule::new(HOLD, GUARDIANS),
    Rule::new(DELETE_DUE, Who::SERVICE),
    Rule::new(BLOCK_LEAVER, Who::SERVICE),
    Rule::new(HOLD_NIGHT, Who::SERVICE),
    Rule::new(DECIDE_NIGHT, GUARDIANS),
    Rule::new(READ_NIGHT, WATCHERS),
    Rule::new(RECORD_ACTIVITY, Who::roles(&[Role::PlatformAdministrator]).or_service()),
];
