//! Who may ask, see and decide.
//!
//! Commands and queries about one request are for everybody whose role could decide some request of the organisation;
//! which of them decides this one, its desk says.

use kernel::authority::{Action, Role, Rule, Who};

use super::model::Desk;

pub(crate) const ASK: Action = Action("request.ask");
/// Ask in the name of an organisation, for kinds that are not everybody's.
pub(crate) const ASK_FOR: Action = Action("request.ask-for-organisation");
pub(crate) const KINDS: Action = Action("request.kinds");
pub(crate) const MINE: Action = Action("request.mine");
pub(crate) const COUNT: Action = Action("request.count");
pub(crate) const READ: Action = Action("request.read");
pub(crate) const TAKEN: Action = Action("request.taken-by");
pub(crate) const TO_DO: Action = Action("request.to-do");
pub(crate) const ANSWER: Action = Action("request.answer");
pub(crate) const WITHDRAW: Action = Action("request.withdraw");
pub(crate) const DECIDE: Action = Action("request.decide");
pub(crate) const ASSIGN: Action = Action("request.assign");
pub(crate) const KEEP: Action = Action("request.keep");
const AT_HELP_DESK: Action = Action("request.decide-at-help-desk");
const AT_ADMINISTRATORS: Action = Action("request.decide-at-administrators");
const AT_SERVICE_DESK: Action = Action("request.decide-at-service-desk");

impl Desk {
    /// What those who decide here must be allowed where it was asked.
    pub(crate) const fn action(self) -> Action {
        match self {
            Self::HelpDesk => AT_HELP_DESK,
            Self::Administrators => AT_ADMINISTRATORS,
            Self::ServiceDesk => AT_SERVICE_DESK,
        }
    }
}

/// Whoever decides at some desk.
const DECIDERS: Who = Who::roles(&[
    Role::PlatformAdministrator,
    Role::NationalServiceDesk,
    Role::NationalAdministrationService,
    Role::PrimaryLocalAdministrator,
    Role::LocalAdministrator,
    Role::LocalHelpDesk,
]);

pub(crate) const RULES: &[Rule] = &[
    Rule::new(ASK, Who::ONESELF),
    Rule::new(
        ASK_FOR,
        Who::roles(&[
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
            Role::LicenceAdministrator,
        ])
        .not_operator(),
    ),
    Rule::new(KINDS, Who::ONESELF),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(COUNT, Who::ONESELF),
    Rule::new(READ, DECIDERS.or_oneself()),
    Rule::new(TAKEN, DECIDERS),
    Rule::new(TO_DO, DECIDERS.or_oneself().not_operator()),
    Rule::new(ANSWER, DECIDERS.or_oneself().not_operator()),
    Rule::new(WITHDRAW, Who::ONESELF),
    // What is decided runs in the decider's own name, so a decider is always somebody.
    Rule::new(DECIDE, DECIDERS.not_operator()),
    Rule::new(ASSIGN, DECIDERS.not_operator()),
    Rule::new(KEEP, Who::SERVICE),
    Rule::new(AT_HELP_DESK, DECIDERS.not_operator()),
    Rule::new(
        AT_ADMINISTRATORS,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ])
        .not_operator(),
    ),
    Rule::new(
        AT_SERVICE_DESK,
        Who::roles(&[Role::PlatformAdministrator, Role::NationalServiceDesk]).not_operator(),
    ),
];
