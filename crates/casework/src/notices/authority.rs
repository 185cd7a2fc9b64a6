//! Who may see which letters, and who may have them sent again.

use kernel::authority::{Action, Role, Rule, Who};

/// See the catalogue of notices.
pub(crate) const CATALOGUE: Action = Action("notice.catalogue");
/// See what was sent, of the organisations one looks after.
pub(crate) const LOG: Action = Action("notice.log");
/// See one's own letters.
pub(crate) const MINE: Action = Action("notice.mine");
/// Have a letter sent again.
pub(crate) const RETRY: Action = Action("notice.retry");
/// Say that a letter came back.
pub(crate) const RETURNED: Action = Action("notice.bounced");
/// See what an organisation adds to letters.
pub(crate) const READ_WORDS: Action = Action("notice.additions");
/// Change what an organisation adds to letters.
pub(crate) const ADD_WORDS: Action = Action("notice.add-words");

const LOCAL: &[Role] =
    &[Role::PlatformAdministrator, Role::PrimaryLocalAdministrator, Role::LocalAdministrator];

pub(crate) const RULES: &[Rule] = &[
    Rule::new(
        CATALOGUE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::NationalServiceDesk,
            Role::CommunicationsAuthor,
        ]),
    ),
    Rule::new(
        LOG,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalServiceDesk,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
            Role::LocalHelpDesk,
        ]),
    ),
    Rule::new(MINE, Who::ONESELF),
    Rule::new(RETRY, Who::roles(&[Role::PlatformAdministrator])),
    // Reports come in through the mail server of this host.
    Rule::new(RETURNED, Who::roles(&[Role::PlatformAdministrator])),
    Rule::new(READ_WORDS, Who::roles(LOCAL)),
    Rule::new(ADD_WORDS, Who::roles(LOCAL)),
];
