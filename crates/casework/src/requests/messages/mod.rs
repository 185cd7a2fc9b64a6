//! What is said when something cannot be asked or decided, and what can be asked for.

mod kinds;

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

pub use kinds::kinds;

/// There is no such kind, or not for this asker.
pub(crate) const KIND_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "request.kind-unknown",
    "This cannot be asked for. Choose one of the kinds on the page Ask.",
);
/// Several answers have to be put right.
pub(crate) const ANSWERS: Code = Code::new(
    Kind::Invalid,
    "request.answers",
    "Some answers have to be put right. See each question.",
);
/// An answer to a question that the kind does not ask.
pub(crate) const FIELD_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "request.field-unknown",
    "This kind of request does not ask for {name}. Leave it out.",
);
/// It is for somebody who is not of the organisation, or not there.
pub(crate) const PERSON_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "request.person-unknown",
    "We could not find a colleague of your organisation with this email address. Check the spelling.",
);
/// The asker does not look after that organisation.
pub(crate) const ORGANISATION_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "request.organisation-unknown",
    "Choose an organisation that you look after.",
);
/// The asker belongs to no organisation that is open.
pub(crate) const NOT_OPEN: Code = Code::new(
    Kind::Conflict,
    "request.organisation-not-open",
    "This organisation is not open in the service, so nothing can be asked for there. Call the service desk.",
);
/// Too many requests that are not over.
pub(crate) const TOO_MANY: Code = Code::new(
    Kind::Limited,
    "request.too-many",
    "You have {limit} requests that are not over, which is the most there can be. Withdraw one that you no longer need.",
);
/// Too many messages.
pub(crate) const TOO_LONG: Code = Code::new(
    Kind::Limited,
    "request.too-many-messages",
    "This request has {limit} messages, which is the most there can be. Speak to each other, and decide or withdraw it.",
);
/// A message without words.
pub(crate) const MESSAGE_MISSING: Code =
    Code::new(Kind::Invalid, "request.message-missing", "Enter a message.");
/// No reason for saying no.
pub(crate) const REASON_MISSING: Code = Code::new(
    Kind::Invalid,
    "request.reason-missing",
    "Say why, so that whoever asked knows what to do instead.",
);
/// One's own request.
pub(crate) const OWN: Code = Code::new(
    Kind::Conflict,
    "request.own",
    "You cannot decide what you asked for, or what was asked for you. Somebody else has to.",
);
/// Another desk decides.
pub(crate) const NOT_YOURS: Code = Code::new(
    Kind::NotAllowed,
    "request.not-yours",
    "You cannot decide this request. It waits for others, whom its page names.",
);
/// Whoever it was to be given to cannot decide it.
pub(crate) const TAKER: Code = Code::new(
    Kind::Invalid,
    "request.taker",
    "This person cannot decide the request. Enter the email address of somebody who can.",
);
/// It does not fit the present state.
pub(crate) const OVER: Code = Code::new(
    Kind::Conflict,
    "request.over",
    "This request is over, or is just being carried out. Look at what came of it.",
);
/// It was decided already.
pub(crate) const DECIDED: Code = Code::new(
    Kind::Conflict,
    "request.decided",
    "This request was decided already. Look at what came of it.",
);
/// Reminders, lapses and ends that are not due.
pub(crate) const NOT_DUE: Code =
    Code::new(Kind::Conflict, "request.not-due", "This is not due. There is nothing to do.");
/// No such state in a filter.
pub(crate) const STATE_UNKNOWN: Code = Code::new(
    Kind::Invalid,
    "request.state-unknown",
    "There is no such state of a request. Choose one from the list.",
);

/// A file of a kind that is not taken.
pub(crate) const FILE_KIND: Code = Code::new(
    Kind::Invalid,
    "request.file-kind",
    "{file} cannot be sent. Send a file of one of these kinds: {kinds}.",
);
/// A file that is not what its name says.
pub(crate) const FILE_CONTENT: Code = Code::new(
    Kind::Invalid,
    "request.file-content",
    "{file} does not hold what its name says: {kind}. Save it again in the program that made it, and send that.",
);
/// A file without anything in it.
pub(crate) const FILE_EMPTY: Code = Code::new(
    Kind::Invalid,
    "request.file-empty",
    "{file} is empty. Look whether it is the right file.",
);
/// A file that is too large.
pub(crate) const FILE_TOO_LARGE: Code = Code::new(
    Kind::Invalid,
    "request.file-too-large",
    "{file} is larger than {limit} MB. Send a smaller one, or only the part that matters.",
);
/// Files that are too large together.
pub(crate) const FILES_TOO_LARGE: Code = Code::new(
    Kind::Invalid,
    "request.files-too-large",
    "The files are larger than {limit} MB together. Send some of them with a further message.",
);
/// Too many files of one message.
pub(crate) const FILES_TOO_MANY: Code = Code::new(
    Kind::Invalid,
    "request.too-many-files",
    "Send {limit} files or fewer with one message.",
);
/// Too many files of one request.
pub(crate) const FILES_FULL: Code = Code::new(
    Kind::Invalid,
    "request.files-full",
    "This request has {held} files, and there can be {limit}. Send fewer, or write what they say.",
);
/// Files are switched off.
pub(crate) const FILES_OFF: Code = Code::new(
    Kind::Invalid,
    "request.files-off",
    "Files cannot be sent with requests. Write what they say.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[
    KIND_UNKNOWN,
    ANSWERS,
    FIELD_UNKNOWN,
    PERSON_UNKNOWN,
    ORGANISATION_UNKNOWN,
    NOT_OPEN,
    TOO_MANY,
    TOO_LONG,
    MESSAGE_MISSING,
    REASON_MISSING,
    OWN,
    NOT_YOURS,
    TAKER,
    OVER,
    DECIDED,
    NOT_DUE,
    STATE_UNKNOWN,
    FILE_KIND,
    FILE_CONTENT,
    FILE_EMPTY,
    FILE_TOO_LARGE,
    FILES_TOO_LARGE,
    FILES_TOO_MANY,
    FILES_FULL,
    FILES_OFF,
];

/// Stands after what is wrong with a form that had files: the page that comes back has none of them.
pub(crate) const CHOOSE_AGAIN: &str =
    "Choose your files again: they are not kept until everything is right.";

pub(crate) const EMAIL: &str = "Enter an email address, such as name@example.org.";
pub(crate) const TELEPHONE: &str = "Enter a telephone number, such as 0113 496 0000.";
pub(crate) const CHOICE: &str = "Choose one of the answers.";

pub(crate) fn count(least: i64, most: i64) -> String {
    format!("Enter a whole number from {least} to {most}.")
}

pub(crate) fn one_email(wrong: &str) -> String {
    let shown: String = wrong.chars().take(60).collect();
    format!("{shown} is not an email address. Enter one address on each line.")
}

pub(crate) fn emails_at_most(most: usize) -> String {
    format!("Enter {most} email addresses or fewer.")
}
