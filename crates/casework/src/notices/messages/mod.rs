//! The words of notices: the catalogue itself, what is refused, and what became of letters.

pub(super) mod catalogue;
pub(super) mod identity;
pub(super) mod joining;
pub(super) mod passkeys;
pub(super) mod second_person;
pub(super) mod second_step;

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

use super::model::MailState;

/// There is no such notice.
pub(crate) const UNKNOWN_NOTICE: Code = Code::new(
    Kind::Invalid,
    "notice.unknown",
    "There is no notice of this name. Choose one from the list of notices.",
);
/// There is no such letter.
pub(crate) const UNKNOWN_LETTER: Code = Code::new(
    Kind::NotFound,
    "notice.unknown-letter",
    "There is no such letter, or its line in the log was removed. Look at the log.",
);
/// It cannot be sent again.
pub(crate) const NOT_AGAIN: Code = Code::new(
    Kind::Conflict,
    "notice.not-again",
    "This letter was sent or waits to be sent. Only letters that did not arrive can be sent again.",
);
/// Its words were removed.
pub(crate) const NO_WORDS: Code = Code::new(
    Kind::Conflict,
    "notice.no-words",
    "The words of this letter were removed because it is old. Tell the person in another way.",
);
/// The report is none.
pub(crate) const NO_REPORT: Code = Code::new(
    Kind::Invalid,
    "notice.no-report",
    "This does not say that one of our letters came back. Give the whole message as it arrived.",
);
/// The report is too long.
pub(crate) const REPORT_LONG: Code = Code::new(
    Kind::Invalid,
    "notice.report-long",
    "This message is too long. Give its first 65,536 characters.",
);
/// The words are too many.
pub(crate) const WORDS_LONG: Code = Code::new(
    Kind::Invalid,
    "notice.words-long",
    "Write 500 characters at most. Say only what your own people have to know besides.",
);
/// The words hold what cannot be sent.
pub(crate) const WORDS_FORM: Code = Code::new(
    Kind::Invalid,
    "notice.words-form",
    "These words hold characters that cannot be sent. Type them again as plain text.",
);
/// No addition to this one.
pub(crate) const NO_ADDITION: Code = Code::new(
    Kind::Invalid,
    "notice.no-addition",
    "Nothing can be added to this notice. You can add to emails that go to your own people.",
);
/// A filter that does not exist.
pub(crate) const FILTER: Code =
    Code::new(Kind::Invalid, "notice.filter", "Choose one of the values of this filter.");
/// A page marker that was not made here.
pub(crate) const PAGE: Code = Code::new(
    Kind::Invalid,
    "notice.page",
    "This page of the list does not exist. Go back to the first page.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[
    UNKNOWN_NOTICE,
    UNKNOWN_LETTER,
    NOT_AGAIN,
    NO_WORDS,
    NO_REPORT,
    REPORT_LONG,
    WORDS_LONG,
    WORDS_FORM,
    NO_ADDITION,
    FILTER,
    PAGE,
];

/// Too many for one addressee.
pub(crate) const TOO_MANY: &str =
    "Withheld: this addressee has had as many letters as the rules allow in a day.";
/// Too many in a day.
pub(crate) const DAY_FULL: &str =
    "Withheld: as many letters as the rules allow were written this day.";
/// Not handed over in time.
pub(crate) const LAPSED: &str = "Given up: it could not be handed over in time.";
/// The link in it is of no use.
pub(crate) const LINK_OVER: &str =
    "Not sent: the link was used, another one took its place, or its time is over.";
/// What pages show of a letter in place of its link.
pub(crate) const LINK_HIDDEN: &str = "(the link stands only in the letter itself)";
/// From before the records were put back.
pub(crate) const RESTORED: &str = "Given up: it was waiting when the records were put back.";
/// The answer was lost.
pub(crate) const UNCLEAR: &str = "The connection broke each time before the mail server answered. The letter may have arrived; look at the mail server's own log.";
/// The relay cannot take such an address.
pub(crate) const OTHER_SCRIPT: &str =
    "The mail server takes no addresses in this script (it does not offer SMTPUTF8).";
/// The address is none.
pub(crate) const NO_ADDRESS: &str = "This is no email address that letters can be sent to.";
/// The relay must encrypt and does not.
pub(crate) const NO_TLS: &str =
    "The mail server does not offer STARTTLS, which the settings ask for.";
/// It took too long.
pub(crate) const TOO_SLOW: &str = "The mail server did not answer in time.";

/// Why a letter came back, by the reason that the other side counted (RFC 3463).
pub(crate) fn came_back(status: &str) -> String {
    let words = match status {
        "5.1.1" | "5.1.0" | "5.1.6" => "there is no such mailbox",
        "5.1.2" | "5.1.10" => "there is no such domain, or it takes no mail",
        "5.2.1" => "the mailbox is switched off",
        "5.2.2" => "the mailbox is full",
        "5.2.3" | "5.3.4" => "the letter is too long for it",
        "5.4.4" | "5.4.6" | "5.4.7" => "the way to the mailbox does not work",
        _ if status.starts_with("5.7.") => "the other side does not accept letters from us",
        _ => "the other side could not deliver it",
    };
    format!("It came back: {words} ({status}).")
}

/// A state in a word or two.
pub(crate) const fn state(state: MailState) -> &'static str {
    match state {
        MailState::Waiting => "Waiting",
        MailState::Sent => "Sent",
        MailState::Refused => "Refused",
        MailState::Bounced => "Came back",
        MailState::Withheld => "Withheld",
        MailState::Lapsed => "Given up",
        MailState::Unclear => "Not certain",
    }
}

/// What a role without an organisation is for.
pub(crate) const WHOLE_SERVICE: &str = "the whole service";

/// Where passwords were tried, if that was at no account alone.
pub(crate) const MANY_ACCOUNTS: &str = "many accounts of the whole service";

/// What the register did, by its stored name.
pub(crate) fn register_change(kind: &str) -> &'static str {
    if kind == "renamed" { "renamed" } else { "closed" }
}

/// `1 day`, `7 days`.
pub(crate) fn days(number: i64) -> String {
    if number == 1 { "1 day".to_owned() } else { format!("{number} days") }
}

/// `1 licence`, `40 licences`.
pub(crate) fn licences(number: i64) -> String {
    if number == 1 { "1 licence".to_owned() } else { format!("{number} licences") }
}

/// Names in a row; what is said where there are none.
pub(crate) fn names(names: &[String]) -> String {
    match names {
        [] => "nobody yet; the national team names somebody and tells you".to_owned(),
        names => names.join(", "),
    }
}

/// How a request came to its end, by its stored state.
pub(crate) fn request_outcome(state: &str) -> &'static str {
    match state {
        "declined" => "declined",
        "done" => "done",
        "withdrawn" => "withdrawn",
        _ => "over, because nobody acted on it in time",
    }
}

/// What became of a transfer that waits for nobody's word, by its stored state; none where it waits, or was done.
pub(crate) fn transfer_outcome(state: &str) -> Option<&'static str> {
    match state {
        "dated" => Some("agreed, for a day to come"),
        "declined" => Some("declined"),
        "withdrawn" => Some("withdrawn"),
        "lapsed" => Some("over, because nobody decided in time"),
        "ended" => Some("over, because the account can no longer move"),
        _ => None,
    }
}
