//! What a notice is, how its words are filled in, and what becomes of a letter.

pub mod returned;
pub(super) mod template;

use kernel::dated::NumberRule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours before a new person's first letter: their mailbox has to be there. The real service makes one within a day.
pub const WELCOME_HOURS: NumberRule = NumberRule::new(
    "notice.welcome-hours",
    24,
    0..=168,
    "hours",
    "domain rules, account states: creation takes up to 24 hours",
);
/// Days in which a letter is tried; older news is not sent any more.
pub const SEND_DAYS: NumberRule = NumberRule::new(
    "notice.send-days",
    3,
    1..=14,
    "days",
    "our own, below the five days of RFC 5321",
)
.of_the_nation();
/// Letters that one addressee gets in 24 hours at most; a loop cannot fill a mailbox.
pub const ADDRESSEE_LIMIT: NumberRule =
    NumberRule::new("notice.addressee-limit", 20, 1..=500, "letters", "our own").of_the_nation();
/// Letters that are written in a day of UTC at most.
pub const DAY_LIMIT: NumberRule =
    NumberRule::new("notice.day-limit", 200_000, 1..=10_000_000, "letters", "our own")
        .of_the_nation();
/// Days after which the words of a letter are removed; its line in the log stays.
pub const WORDS_DAYS: NumberRule =
    NumberRule::new("notice.words-days", 30, 1..=365, "days", "our own").of_the_nation();
/// Days after which the line in the log is removed, too.
pub const LOG_DAYS: NumberRule =
    NumberRule::new("notice.log-days", 730, 30..=3650, "days", "our own").of_the_nation();

/// Every number of the slice.
pub(super) const NUMBERS: &[&NumberRule] =
    &[&WELCOME_HOURS, &SEND_DAYS, &ADDRESSEE_LIMIT, &DAY_LIMIT, &WORDS_DAYS, &LOG_DAYS];

/// The most characters an organisation adds to a letter.
pub const WORDS_MOST: usize = 500;

/// How a notice reaches people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// By email.
    Mail,
    /// On a sheet that an administrator prints and hands over.
    Letter,
    /// Above the pages of those it concerns.
    Banner,
}

/// To whom a notice goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Audience {
    /// The person it is about.
    Person,
    /// The person it is about, at an address outside the service.
    Outside,
    /// The administrators of the organisation.
    Administrators,
    /// Whoever an organisation names outside the service, until it is a member; then its primary local administrators.
    Contact,
    /// The platform administrators.
    Platform,
}

/// What stands in a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A name or a few words.
    Words,
    /// A day, such as 5 March 2027.
    Day,
    /// A number, with its noun.
    Count,
    /// An email address.
    Address,
    /// A web address of the portal.
    Link,
    /// A secret that is printed and never mailed.
    Code,
}

/// A place in the words of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// What stands in braces.
    pub name: &'static str,
    /// What goes there.
    pub kind: Kind,
    /// A value for previews.
    pub sample: &'static str,
}

impl Placeholder {
    /// A place.
    pub const fn new(name: &'static str, kind: Kind, sample: &'static str) -> Self {
        Self { name, kind, sample }
    }
}

/// One entry of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    /// `noun.what`, stable for ever.
    pub key: &'static str,
    /// What it is called on pages.
    pub title: &'static str,
    /// How it goes.
    pub channel: Channel,
    /// To whom.
    pub audience: Audience,
    /// When, in words.
    pub when: &'static str,
    /// The subject, or the heading of a sheet or banner.
    pub subject: &'static str,
    /// The words, in plain text; paragraphs are apart by an empty line.
    pub body: &'static str,
    /// What its words hold besides the common places.
    pub places: &'static [Placeholder],
}

impl Notice {
    /// Whether an organisation may add words of its own: to letters to its own people.
    pub fn takes_words(&self) -> bool {
        self.channel == Channel::Mail
            && matches!(self.audience, Audience::Person | Audience::Outside)
    }
}

/// What became of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MailState {
    /// To be handed to the relay.
    Waiting,
    /// The relay has taken it.
    Sent,
    /// The relay has refused it for good.
    Refused,
    /// It was taken and came back.
    Bounced,
    /// There were too many for this addressee, or on this day.
    Withheld,
    /// It could not be handed over in time.
    Lapsed,
    /// The connection broke each time before the relay's answer; it may have arrived.
    Unclear,
}

impl MailState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Waiting,
        Self::Sent,
        Self::Refused,
        Self::Bounced,
        Self::Withheld,
        Self::Lapsed,
        Self::Unclear,
    ];

    /// As stored and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
            Self::Bounced => "bounced",
            Self::Withheld => "withheld",
            Self::Lapsed => "lapsed",
            Self::Unclear => "unclear",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether somebody may have it sent again.
    pub const fn may_retry(self) -> bool {
        !matches!(self, Self::Waiting | Self::Sent)
    }
}

/// Seconds until the next try: doubling from a minute to an hour.
pub(super) fn pause_after(tries: i64) -> i64 {
    (60 << (tries - 1).clamp(0, 6)).min(3600)
}
