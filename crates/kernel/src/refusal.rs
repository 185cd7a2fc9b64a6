//! The two ways in which something does not happen.
//!
//! A [`Refusal`] means that the system worked and said no: it is coded, shown to the caller and audited, and it is
//! never logged as an error. A [`Fault`] is a defect or an outage: it is logged once at the door with its whole
//! cause chain and shown as "something went wrong" with the request id. Faces map [`Kind`]s, never codes.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;

use serde::Serialize;

/// What a face needs to know of a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Something in the input has to be put right; the fields say what.
    Invalid,
    /// There is no such thing, or the actor may not know of it. The two answer exactly alike.
    NotFound,
    /// Nobody vouches for whoever asks.
    NotSignedIn,
    /// The actor may see the thing but not do this to it.
    NotAllowed,
    /// The act does not fit the present state.
    Conflict,
    /// The thing has changed since the actor looked.
    Stale,
    /// Too many or too much; trying later can help.
    Limited,
    /// A part that is needed is out of service; trying later can help.
    Unavailable,
}

/// One refusal of the product: its kind, its stable code (`noun.reason`) and what the reader is told.
///
/// Slices declare theirs as constants in `messages.rs` and list them in their manifest.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// What faces go by.
    pub kind: Kind,
    /// Stable for ever, never reused.
    pub code: &'static str,
    /// Says what to do next. `{name}` stands for a value given with [`Refusal::with`].
    pub text: &'static str,
}

impl Code {
    /// Declares a refusal.
    pub const fn new(kind: Kind, code: &'static str, text: &'static str) -> Self {
        Self { kind, code, text }
    }

    /// Refuses.
    pub fn refuse(self) -> Refusal {
        Refusal {
            kind: self.kind,
            code: self.code,
            text: Cow::Borrowed(self.text),
            fields: Vec::new(),
            retry_after: None,
        }
    }

    /// Refuses because of one field; the same words stand beside the field and in the summary.
    pub fn at(self, field: &'static str) -> Refusal {
        self.refuse().field(field, self.text)
    }
}

/// One field that has to be put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// The field's name in the command.
    pub field: Cow<'static, str>,
    /// What to do about it.
    pub text: Cow<'static, str>,
}

/// The system worked and said no.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// What faces go by.
    pub kind: Kind,
    /// The stable code, `noun.reason`.
    pub code: &'static str,
    /// What the reader is told.
    pub text: Cow<'static, str>,
    /// The fields to put right, in the order of the form.
    pub fields: Vec<FieldProblem>,
    /// Seconds after which trying again can help.
    pub retry_after: Option<u32>,
}

impl Refusal {
    /// Puts a value in place of `{name}` in the text and in the fields' texts.
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        let (mark, value) = (format!("{{{name}}}"), value.to_string());
        self.text = Cow::Owned(self.text.replace(&mark, &value));
        for field in &mut self.fields {
            field.text = Cow::Owned(field.text.replace(&mark, &value));
        }
        self
    }

    /// Adds a field that has to be put right.
    pub fn field(
        mut self,
        field: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.fields.push(FieldProblem { field: field.into(), text: text.into() });
        self
    }

    /// Says after how many seconds trying again can help.
    pub const fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} ({})", self.text, self.code)
    }
}

/// Whether doing it again can help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transience {
    /// A defect: it will happen again.
    Defect,
    /// Lost a race inside the engine: run the whole act again now.
    Again,
    /// Something outside is down or full: try later.
    Outage,
}

/// A defect or an outage.
#[derive(Debug)]
pub struct Fault {
    attempted: Cow<'static, str>,
    source: Option<Box<dyn StdError + Send + Sync>>,
    transience: Transience,
}

impl Fault {
    /// A defect, named by what was being attempted.
    pub fn defect(attempted: impl Into<Cow<'static, str>>) -> Self {
        Self { attempted: attempted.into(), source: None, transience: Transience::Defect }
    }

    /// An outage, named by what was being attempted.
    pub fn outage(attempted: impl Into<Cow<'static, str>>) -> Self {
        Self { transience: Transience::Outage, ..Self::defect(attempted) }
    }

    /// A lost race: the act is run again.
    pub fn again(attempted: impl Into<Cow<'static, str>>) -> Self {
        Self { transience: Transience::Again, ..Self::defect(attempted) }
    }

    /// Keeps the cause.
    pub fn because(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Whether doing it again can help.
    pub const fn transience(&self) -> Transience {
        self.transience
    }

    /// What was attempted and every cause below it, outermost first.
    pub fn chain(&self) -> String {
        let mut text = self.attempted.to_string();
        let mut next = self.source.as_deref().map(|s| s as &dyn StdError);
        while let Some(cause) = next {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.attempted)
    }
}

impl StdError for Fault {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// Why something did not happen.
#[derive(Debug)]
pub enum Error {
    /// The system worked and said no.
    Refused(Box<Refusal>),
    /// A defect or an outage.
    Fault(Box<Fault>),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Fault(Box::new(fault))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(formatter),
            Self::Fault(fault) => formatter.write_str(&fault.chain()),
        }
    }
}

impl StdError for Error {}

/// The result of everything that passes the door.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Refusals that any command or query can meet.
pub mod messages {
    use super::{Code, Kind};

    /// Unknown and unseen things answer with exactly this.
    pub const NOT_FOUND: Code = Code::new(
        Kind::NotFound,
        "not-found",
        "We could not find that. Check the link or the number, or search for it by name.",
    );
    /// The actor may see the thing but not do this.
    pub const NOT_ALLOWED: Code = Code::new(
        Kind::NotAllowed,
        "not-allowed",
        "Your role does not let you do this. Ask one of your administrators.",
    );
    /// Whoever looks after the organisation nationally has not recorded how its asker was checked.
    pub const INTAKE_MISSING: Code = Code::new(
        Kind::Conflict,
        "intake.missing",
        "Record who asked and how you checked them first: choose Record a request on the page of this organisation. Then do this again.",
    );
    /// The session was open for a while, and the act would serve well whoever found it open.
    pub const STEP_UP: Code = Code::new(
        Kind::NotAllowed,
        "step-up",
        "Show again that it is you before this is done. The portal asks for a code of your authenticator app or a passkey, and then does it.",
    );
    /// The same, where a passkey is asked for: a code can be talked out of somebody.
    pub const PASSKEY_NEEDED: Code = Code::new(
        Kind::NotAllowed,
        "step-up.passkey",
        "Show with a passkey that it is you before this is done. It harms many if somebody else does it in your name, and a code can be talked out of people.",
    );
    /// The act waits for somebody else to look at it.
    pub const SECOND_PERSON: Code = Code::new(
        Kind::NotAllowed,
        "second-person.needed",
        "This needs a second person and was not done. Say why it should be done; then somebody else who may do it is asked to approve it.",
    );
    /// The act asks for a second factor, and there is none.
    pub const FACTOR_NEEDED: Code = Code::new(
        Kind::Conflict,
        "step-up.no-factor",
        "This is done only by people who sign in with a second step. Add an authenticator app or a passkey under My account, then do this again.",
    );
    /// Nobody is signed in.
    pub const SIGN_IN: Code =
        Code::new(Kind::NotSignedIn, "sign-in-needed", "Sign in to continue.");
    /// The thing has changed since the form was opened.
    pub const STALE: Code = Code::new(
        Kind::Stale,
        "stale",
        "Somebody changed this after you opened it. Look at the new details, then make your change again.",
    );
    /// The input does not have the command's form.
    pub const MALFORMED: Code =
        Code::new(Kind::Invalid, "input.malformed", "The request could not be read: {problem}.");
    /// The command or query does not exist.
    pub const UNKNOWN_NAME: Code =
        Code::new(Kind::NotFound, "name.unknown", "There is no command or query called {name}.");
    /// The same idempotency key came with another body.
    pub const KEY_REUSED: Code = Code::new(
        Kind::Conflict,
        "idempotency.other-body",
        "This Idempotency-Key was already used with different content. Use a new key for a new request.",
    );
    /// The command's answer is shown once only.
    pub const NOT_REPEATABLE: Code = Code::new(
        Kind::Invalid,
        "idempotency.not-repeatable",
        "This command's answer is shown once only, so it takes no Idempotency-Key. Send it without one.",
    );
    /// The key is empty or too long.
    pub const KEY_FORM: Code = Code::new(
        Kind::Invalid,
        "idempotency.form",
        "An Idempotency-Key has 1 to 128 printable characters.",
    );
    /// Too many commands are waiting.
    pub const BUSY: Code = Code::new(
        Kind::Unavailable,
        "busy",
        "The service is very busy. Nothing was changed. Try again in a few seconds.",
    );
    /// Storage is full or down.
    pub const OUTAGE: Code = Code::new(
        Kind::Unavailable,
        "outage",
        "The service cannot save changes at the moment. Nothing was changed. Try again in a minute.",
    );
    /// The answer to a commit was lost, and the database could not be asked.
    pub const UNKNOWN_OUTCOME: Code = Code::new(
        Kind::Unavailable,
        "outcome-unknown",
        "We do not know whether this was saved. Look before you try again. The act would be {act}.",
    );
    /// A proposal that somebody else has run or decided.
    pub const SETTLED: Code = Code::new(
        Kind::Conflict,
        "proposal.settled",
        "This was already done or decided. Look at what came of it.",
    );
    /// An act that no single command takes back.
    pub const NO_INVERSE: Code = Code::new(
        Kind::Conflict,
        "act.no-inverse",
        "This cannot be undone in one step. Open the page of what was changed and change it there.",
    );
    /// An act after which something else happened to the same thing.
    pub const CHANGED_SINCE: Code = Code::new(
        Kind::Conflict,
        "act.changed-since",
        "This was changed again since, so it cannot be undone. Open its page and look at it as it is now.",
    );
    /// A proposal that nobody decided in time.
    pub const LAPSED: Code =
        Code::new(Kind::Conflict, "proposal.lapsed", "Nobody decided in time. Ask for it again.");
    /// A header that cannot be read.
    pub const HEADER: Code = Code::new(
        Kind::Invalid,
        "header.unreadable",
        "The header {header} could not be read. If-Match takes a version number, Idempotency-Key printable characters.",
    );
    /// A token that does not cover the action.
    pub const SCOPE: Code = Code::new(
        Kind::NotAllowed,
        "token.scope",
        "This token does not cover {action}. Use a token that was made for it.",
    );
    /// Text beyond its limit.
    pub const TEXT_TOO_LONG: Code =
        Code::new(Kind::Invalid, "text.too-long", "Shorten this to {limit} characters or fewer.");
    /// A NUL or another control character.
    pub const TEXT_CONTROL: Code = Code::new(
        Kind::Invalid,
        "text.control-character",
        "Remove the control character from this.",
    );

    /// All of them.
    pub const ALL: &[Code] = &[
        NOT_FOUND,
        NOT_ALLOWED,
        INTAKE_MISSING,
        STEP_UP,
        PASSKEY_NEEDED,
        FACTOR_NEEDED,
        SECOND_PERSON,
        SIGN_IN,
        STALE,
        MALFORMED,
        UNKNOWN_NAME,
        KEY_REUSED,
        NOT_REPEATABLE,
        KEY_FORM,
        BUSY,
        OUTAGE,
        SCOPE,
        UNKNOWN_OUTCOME,
        SETTLED,
        LAPSED,
        NO_INVERSE,
        CHANGED_SINCE,
        HEADER,
        TEXT_TOO_LONG,
        TEXT_CONTROL,
    ];
}
