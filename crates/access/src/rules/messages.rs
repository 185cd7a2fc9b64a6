//! What rules are called, how their values read, and what is said when one cannot be changed.

use kernel::dated::NumberRule;
use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

pub(crate) const UNKNOWN: Code = Code::new(
    Kind::NotFound,
    "rule.unknown",
    "There is no rule of this name. Choose one from the list of rules.",
);
pub(crate) const OUT_OF_BOUNDS: Code =
    Code::new(Kind::Invalid, "rule.out-of-bounds", "Enter a whole number from {least} to {most}.");
pub(crate) const BELOW: Code = Code::new(
    Kind::Invalid,
    "rule.below",
    "Enter {least} or more, or make the rule that has to come before it shorter first.",
);
pub(crate) const ABOVE: Code = Code::new(
    Kind::Invalid,
    "rule.above",
    "Enter {most} or less, or make the rule that has to come after it longer first.",
);
pub(crate) const START_IN_PAST: Code = Code::new(
    Kind::Invalid,
    "rule.start-in-past",
    "Choose today or a later day. What was in force before cannot be changed.",
);
pub(crate) const DATE_WRONG: Code = Code::new(
    Kind::Invalid,
    "rule.date-wrong",
    "Enter a day, month and year that exist, such as 31 3 2027, or leave all three empty to begin now.",
);
pub(crate) const NOT_A_NUMBER: Code =
    Code::new(Kind::Invalid, "rule.not-a-number", "Enter a whole number, such as 30.");

pub(crate) const NOTHING_CHOSEN: Code =
    Code::new(Kind::Invalid, "rule.nothing-chosen", "Choose what should hold.");

pub(crate) const ORGANISATION_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "rule.organisation-unknown",
    "There is no organisation of this code. Check the code, or leave it empty for everyone.",
);

pub(crate) const NATIONAL: Code = Code::new(
    Kind::Invalid,
    "rule.national",
    "This rule is one number for everybody. Leave the organisation empty.",
);

pub(crate) const WIDER: Code = Code::new(
    Kind::Invalid,
    "rule.wider",
    "The national value is {nation}. An organisation can be stricter and not less strict.",
);
pub(crate) const NOT_LOCAL: Code = Code::new(
    Kind::Invalid,
    "rule.not-local",
    "Organisations have no value of their own for this rule. Choose one from the list of your organisation's rules.",
);

pub(crate) const ALL: RefusalList = &[
    WIDER,
    NOT_LOCAL,
    UNKNOWN,
    ORGANISATION_UNKNOWN,
    OUT_OF_BOUNDS,
    BELOW,
    ABOVE,
    START_IN_PAST,
    DATE_WRONG,
    NOT_A_NUMBER,
    NOTHING_CHOSEN,
    NATIONAL,
];

/// What each rule is called on pages, by its name.
const TITLES: &[(&str, &str)] = &[
    ("account.disabled-days", "Time after which a disabled account is deleted"),
    ("account.inactive-days", "Time without activity after which an account is shown as inactive"),
    (
        "account.inactive-delete-days",
        "Time without activity after which an account is deleted, where the activity feed can be relied on",
    ),
    ("account.start-ahead-days", "Time ahead for which the first day of somebody can be named"),
    ("account.leave-ahead-days", "Time ahead for which the last day of a leaver can be named"),
    ("account.leaver-days", "Time in which another organisation can claim a leaver"),
    (
        "account.night-floor",
        "Accounts of an organisation that may be deleted by themselves in a day, however few it has",
    ),
    (
        "account.night-percent",
        "Share of the accounts of an organisation that may be deleted by themselves in a day",
    ),
    ("account.restore-days", "Time in which a deleted account can be restored"),
    (
        "activity.coverage-percent",
        "Share of the people of an organisation that the activity feed has to cover before anybody is deleted by it",
    ),
    ("activity.fresh-days", "Time after which what the activity feed said is out of date"),
    (
        "address.withhold-days",
        "Time for which the address of an erased account is given to nobody else",
    ),
    ("bulk.entries-at-most", "People of one bulk change"),
    ("bulk.keep-days", "Time for which the outcome of a bulk change is kept"),
    (
        "compromise.lift-hours",
        "Time for which the second step can be left out after an account was shut",
    ),
    (
        "compromise.words-days",
        "Time for which the words about an account that was shut are kept after its case is closed",
    ),
    (
        "break-glass.remind-days",
        "Time between two letters about an emergency account that has to be tried",
    ),
    ("cover.days", "Time for which people can have a colleague stand in for them"),
    ("cover.days-a-year", "Time in a year for which people can have colleagues stand in for them"),
    ("grant.supplier-hours", "Time for which a supplier engineer can look at records"),
    ("grant.telephony-holders", "People of one organisation who may administer telephony"),
    ("history.personal-days", "Time for which the history keeps values about people"),
    ("hold.rest-hours", "Time that is left at least when a legal hold is released"),
    (
        "intake.hours",
        "Time for which a recorded request of an organisation that is administered nationally counts",
    ),
    ("policy.move-ahead-days", "Time ahead for which a move to another user policy can be planned"),
    ("served.people", "People of an organisation that is administered nationally"),
    ("licence.block", "Licences that an organisation gets from a national purchase at a time"),
    (
        "joining.data-security-board",
        "Standing in data security that an integrated care board needs to join",
    ),
    (
        "joining.data-security-dentistry",
        "Standing in data security that a dental practice needs to join",
    ),
    (
        "joining.data-security-network",
        "Standing in data security that a primary care network needs to join",
    ),
    ("joining.data-security-optometry", "Standing in data security that an optician needs to join"),
    (
        "joining.data-security-other",
        "Standing in data security that other organisations need to join",
    ),
    (
        "joining.data-security-pharmacy",
        "Standing in data security that a community pharmacy needs to join",
    ),
    (
        "joining.data-security-practice",
        "Standing in data security that a general practice needs to join",
    ),
    (
        "joining.data-security-social-care",
        "Standing in data security that social care needs to join",
    ),
    ("joining.data-security-trust", "Standing in data security that a trust needs to join"),
    ("joining.waiver-days", "Time for which a check of an organisation can be waived"),
    ("licence.expiring-days", "Time before its end from which a purchase is shown as ending soon"),
    (
        "licence.low-water",
        "Free licences below which an organisation gets more from a national purchase",
    ),
    ("licence.unused-days", "Time without use from which a licence counts as unused"),
    ("look.keep-days", "Time for which it is kept who of the national staff looked at records"),
    (
        "notice.welcome-hours",
        "Time before the first letter to a new person, whose mailbox has to be there",
    ),
    ("notice.send-days", "Time in which a letter is tried"),
    ("notice.addressee-limit", "Letters that one person gets in 24 hours at most"),
    ("notice.day-limit", "Letters that are written in a day at most"),
    ("notice.words-days", "Time for which the words of letters are kept"),
    ("notice.log-days", "Time for which the log of letters is kept"),
    ("password.history", "Last passwords that are not taken again"),
    ("password.least-characters", "Shortest password of somebody with a second step of signing in"),
    ("password.least-characters-alone", "Shortest password of somebody without a second step"),
    ("password.most-characters", "Longest password"),
    ("password.older-least-characters", "Shortest password under the older rules"),
    ("password.older-valid-days", "Time for which a password is good under the older rules"),
    ("password.policy", "Which rules passwords follow"),
    ("password.system-least-characters", "Shortest password of a system account"),
    ("person.mobile-uk-only", "Countries of mobile numbers"),
    ("request.decide-days", "Time in which administrators should decide what is asked of them"),
    ("request.file-megabytes", "Size of one file that is sent with a request"),
    ("request.files-at-most", "Files of one request"),
    ("request.lapse-days", "Time after which a request ends on which nobody acted"),
    ("request.live-at-most", "Requests of one person that are not over"),
    ("request.message-files", "Files that are sent with one message about a request"),
    ("request.remind-again-days", "Time after which a request is brought to mind a second time"),
    ("request.remind-days", "Time after which a request is brought to mind"),
    ("request.support-days", "Time in which the service desk should act on a request for help"),
    ("session.absolute-hours", "Longest time signed in"),
    (
        "session.administrator-idle-minutes",
        "Time without use after which an administrator is signed out",
    ),
    (
        "identity-check.number-days",
        "Time for which a number has been recorded before somebody is called back on it or shown to be themselves by a code sent to it",
    ),
    ("identity-check.minutes", "Time for which having made sure who is asking counts"),
    ("telephone-word.least-letters", "Fewest letters of a telephone word"),
    ("telephone-word.not-again", "Earlier telephone words that may not be chosen again"),
    ("identity-check.wrong-a-day", "Wrong letters and codes in a day on asking for help"),
    (
        "telephone-word.wrong-in-all",
        "Wrong answers to a telephone word before another has to be chosen",
    ),
    (
        "second-factor.failures-a-day",
        "Wrong codes in 24 hours after which no further code is looked at",
    ),
    (
        "second-factor.failures-at-once",
        "Wrong codes in a short time after which no further code is looked at for a while",
    ),
    ("second-factor.at-once-minutes", "How long that short time is for wrong codes"),
    (
        "second-factor.warn-failures",
        "Wrong codes in 24 hours after a right password from which their owner gets a letter",
    ),
    (
        "second-factor.register-minutes",
        "Time in which a second step has to be added on the way in after the password",
    ),
    ("second-step.obliges-everybody", "Whether everybody has to have a second step of signing in"),
    (
        "second-step.obliges-administrators",
        "Whether everybody with a role has to have a second step of signing in",
    ),
    ("second-step.grace-days", "Time to add a second step, where there is time"),
    (
        "second-step.standard-grace-days",
        "Time to add a second step where an organisation asks for it at every sign-in",
    ),
    ("second-step.exception-hours", "How long a helper leaves the second step out"),
    ("second-step.exceptions-in-30-days", "Such exceptions of one person in 30 days"),
    ("second-step.long-exception-days", "How long an exception lasts that is approved"),
    (
        "second-step.ending-days",
        "Time before the end of a long exception in which people are told of it",
    ),
    ("second-step.remind-days", "Time after which people can be reminded of the second step again"),
    ("second-step.network-bits-4", "Fewest bits that the addresses of a network share, IPv4"),
    ("second-step.network-bits-6", "Fewest bits that the addresses of a network share, IPv6"),
    ("second-factor.step-minutes", "Time in which the code has to be entered after the password"),
    (
        "second-factor.unconfirmed-hours",
        "Time for which an authenticator app that was not confirmed is kept",
    ),
    ("recovery.open", "Whether people can reset their own password"),
    ("recovery.proofs", "Different proofs that resetting one's own password asks for"),
    ("recovery.minutes", "Time in which a new password has to be chosen after the proof"),
    (
        "recovery.after-reset-hours",
        "Time after a reset of the second step in which nobody resets their own password",
    ),
    (
        "recovery.failures-at-once",
        "Wrong codes in a short time, given without a password, after which none is looked at for a while",
    ),
    (
        "recovery.failures-a-day",
        "Wrong codes in 24 hours, given without a password, after which none is looked at",
    ),
    (
        "recovery.network-failures-a-day",
        "Wrong codes in 24 hours from one network, given without a password, after which none is looked at",
    ),
    (
        "recovery.failures-of-all-a-day",
        "Wrong codes in 24 hours of all strangers together, after which theirs are not looked at",
    ),
    ("text.apart-seconds", "Time between two codes by text message to one person"),
    ("text.a-day", "Codes by text message to one person in 24 hours"),
    (
        "text.recovering-a-day",
        "Codes by text message in 24 hours that somebody can have sent without the password",
    ),
    (
        "text.organisation-a-day",
        "Codes by text message to the people of an organisation in 24 hours",
    ),
    ("text.minutes", "Time for which a code by text message is good"),
    ("text.tries", "Tries that a code by text message is good for"),
    ("passkey.challenge-minutes", "Time in which a passkey has to answer a page that asks for it"),
    ("application.access-minutes", "Life of what an application asks with"),
    (
        "application.code-seconds",
        "Time in which an application has to redeem that somebody signed in",
    ),
    ("application.by-organisations", "Whether organisations register applications of their own"),
    ("application.own-most", "Applications of its own that an organisation has in use"),
    ("application.device-elsewhere", "Whether devices without a browser may be in another network"),
    ("application.device-minutes", "Time for which the code of a device without a browser counts"),
    ("application.device-most", "Codes of devices of one application at a time"),
    ("application.device-tries", "Wrong codes of devices that somebody may enter in an hour"),
    ("application.logout-tries", "Tries to tell an application that somebody signed out"),
    ("application.pushed-seconds", "Time in which an application's pushed request has to be used"),
    ("application.refreshes-a-minute", "Refreshes of one application in a minute, on each node"),
    ("application.secret-days", "Longest time for which an old secret of an application works"),
    ("application.refresh-days", "Longest time for which an application stays signed in by itself"),
    ("saml.assertion-minutes", "Time for which an application may take a SAML assertion"),
    ("saml.session-hours", "Longest time for which a SAML assertion keeps somebody signed in"),
    ("saml.skew-minutes", "How far the clock of an application that speaks SAML may be from ours"),
    (
        "signing-key.document-published-days",
        "Time for which a certificate is published before it is used",
    ),
    ("signing-key.document-rotation-days", "Time for which one key signs SAML documents"),
    ("application.request-minutes", "Time in which somebody has to sign in for an application"),
    (
        "signing-key.kept-hours",
        "Time for which a key of signatures stays published after its last token",
    ),
    (
        "signing-key.published-hours",
        "Time for which a key of signatures is published before it is used",
    ),
    ("signing-key.rotation-days", "Time for which one key signs"),
    ("step-up.fresh-minutes", "How long a code or a passkey is good for acts that can harm many"),
    ("break-glass.drill-days", "Time within which each emergency account is tried"),
    ("second-person.needed", "When a second person is asked for"),
    ("second-person.hours", "Time in which a second person has to decide"),
    ("bulk.alone-at-most", "People whom one person alone can change at once"),
    ("step-up.factor-needed", "Who may do acts that can harm many"),
    ("session.idle-minutes", "Time without use after which a person is signed out"),
    ("session.use-days", "Time for which the use of a session is kept"),
    ("sign-in.lock-failures", "Failures before an account is locked"),
    ("sign-in.lock-minutes", "Time for which an account is locked"),
    ("sign-in.log-days", "Time for which sign-ins are kept"),
    ("sign-in.familiar-days", "Time for which a browser and a network are known"),
    ("sign-in.travel-kilometres-an-hour", "Speed above which nobody travels"),
    (
        "sign-in.network-failures",
        "Failures from one network before strangers are kept out who come from it",
    ),
    (
        "sign-in.own-network-failures",
        "The same for people of an organisation that has the network among its own",
    ),
    ("sign-in.many-networks", "Networks that try one account, so that it looks like an attack"),
    ("sign-in.many-accounts", "Usernames tried in vain in an hour that look like an attack"),
    ("sign-in.spray-accounts", "Accounts tried from one address that look like an attack"),
    ("banner.most-days", "Longest time a banner stands"),
    ("banner.live-at-most", "Banners of one place at once"),
    ("start-link.days", "Time in which a start link can be used"),
    ("start-code.days", "Time in which a start code can be used"),
    ("terms.remind-days", "Time after which people can be reminded of the terms of use again"),
    ("terms.put-off-days", "Longest time for which new terms of use can be put off"),
    ("token.most-days", "Longest life of an API token"),
    ("transfer.ahead-days", "Time ahead for which the day of a transfer can be named"),
    ("transfer.lapse-days", "Time after which a transfer that nobody decided lapses"),
    ("transfer.remind-again-days", "Time after which the second reminder of a transfer is due"),
    ("transfer.remind-days", "Time after which the first reminder of a transfer is due"),
    ("report.at-most", "Scheduled reports that one person has"),
    ("report.hour", "Hour of the day from which scheduled reports are made"),
    ("report.kept", "Files of a scheduled report that are kept"),
    ("report.largest", "Largest file of a scheduled report"),
    ("view.at-most", "Views of lists that one person keeps"),
    ("welcome.put-off-days", "Time for which somebody new can put off getting started"),
    ("welcome.second-step-may-wait", "The second step of signing in when somebody starts"),
];

/// Standings in the data security and protection toolkit.
const DATA_SECURITY: &[(i64, &str)] =
    &[(0, "None"), (1, "Approaching standards"), (2, "Standards met"), (3, "Standards exceeded")];

/// Rules whose number stands for a word: what it is for each number.
const WORDS: &[(&str, &[(i64, &str)])] = &[
    ("person.mobile-uk-only", &[(0, "Any country"), (1, "The United Kingdom only")]),
    (
        "password.policy",
        &[
            (0, "Modern guidance: long, with any signs"),
            (1, "The older rules: shorter, and without spaces"),
        ],
    ),
    ("application.by-organisations", &[(0, "They do not"), (1, "They do")]),
    ("application.device-elsewhere", &[(0, "They may not"), (1, "They may")]),
    (
        "second-person.needed",
        &[
            (0, "Never: one person is enough"),
            (1, "Wherever somebody else could approve"),
            (2, "Always"),
        ],
    ),
    (
        "step-up.factor-needed",
        &[
            (0, "Everybody whose role lets them"),
            (1, "Of those, only people who have a second step of signing in"),
        ],
    ),
    ("second-step.obliges-everybody", &[(0, "No"), (1, "Yes")]),
    ("second-step.obliges-administrators", &[(0, "No"), (1, "Yes")]),
    ("welcome.second-step-may-wait", &[(0, "It comes before everything else"), (1, "It may wait")]),
    ("joining.data-security-board", DATA_SECURITY),
    ("joining.data-security-dentistry", DATA_SECURITY),
    ("joining.data-security-network", DATA_SECURITY),
    ("joining.data-security-optometry", DATA_SECURITY),
    ("joining.data-security-other", DATA_SECURITY),
    ("joining.data-security-pharmacy", DATA_SECURITY),
    ("joining.data-security-practice", DATA_SECURITY),
    ("joining.data-security-social-care", DATA_SECURITY),
    ("joining.data-security-trust", DATA_SECURITY),
];

/// The rules that have a title; a test holds them against the manifests.
pub fn titled() -> impl Iterator<Item = &'static str> {
    TITLES.iter().map(|(name, _)| *name)
}

/// What the rule is called; one without a title of its own by its name taken apart.
pub(crate) fn title(name: &str) -> String {
    match TITLES.iter().find(|(known, _)| *known == name) {
        Some((_, title)) => (*title).to_owned(),
        None => capital(&name.replace(['.', '-'], " ")),
    }
}

/// What the rule's numbers stand for, if they stand for words: the choices of its form.
pub(super) fn words_of(name: &str) -> Option<&'static [(i64, &'static str)]> {
    WORDS.iter().find(|(known, _)| *known == name).map(|(_, words)| *words)
}

/// The word that a number of the rule stands for, if it stands for one.
pub(crate) fn in_words(name: &str, value: i64) -> Option<&'static str> {
    let words = words_of(name)?;
    words.iter().find(|(number, _)| *number == value).map(|(_, words)| *words)
}

/// A value of the rule in words: "15 minutes", "1 day".
pub(crate) fn amount(rule: &NumberRule, value: i64) -> String {
    match in_words(rule.name, value) {
        Some(words) => words.to_owned(),
        None if value == 1 => format!("1 {}", rule.unit.strip_suffix('s').unwrap_or(rule.unit)),
        None => format!("{value} {}", rule.unit),
    }
}

/// What may be entered.
pub(super) fn hint(rule: &NumberRule) -> String {
    format!("A whole number from {} to {}", rule.bounds.start(), rule.bounds.end())
}

/// A sentence or name with a capital letter at its beginning.
pub(super) fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Whom a change for everyone reaches: so many open organisations, of which so many have a value of their own.
pub(crate) fn affected(rule: &NumberRule, open: i64, own: i64) -> String {
    let organisations = |number: i64| match number {
        1 => "1 open organisation".to_owned(),
        number => format!("{number} open organisations"),
    };
    match own {
        _ if rule.is_national => format!("Everyone, in {}", organisations(open)),
        0 => format!("Everyone in {}", organisations(open)),
        1 => format!("Everyone in {}; 1 organisation has a value of its own", organisations(open)),
        own => format!(
            "Everyone in {}; {own} organisations have a value of their own",
            organisations(open)
        ),
    }
}
