//! Who may begin and end sessions.

use kernel::authority::{Action, Role, Rule, Who};

/// Signing in.
pub(crate) const SIGN_IN: Action = Action("signin.admit");
/// Ending one of one's own sessions.
pub(crate) const END: Action = Action("session.end");
/// Ending all sessions of a person.
pub(crate) const END_ALL: Action = Action("session.end-all");
/// Seeing one's own sessions.
pub(crate) const MINE: Action = Action("session.mine");

/// Making void what was given out before a restore.
pub(crate) const VOID_RESTORED: Action = Action("signin.void-restored");

pub(crate) const RULES: &[Rule] = &[
    Rule::new(SIGN_IN, Who::ANYONE),
    Rule::new(END, Who::ONESELF),
    Rule::new(
        END_ALL,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalServiceDesk,
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
        ])
        .or_oneself(),
    ),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(VOID_RESTORED, Who::SERVICE),
];
