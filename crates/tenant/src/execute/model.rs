//! What a refusal of the tenant means to people, and how long to wait before trying again.

use std::time::Duration;

use kernel::clock::Timestamp;
use wire::graph::ErrorBody;

use crate::graph::Trouble;
use crate::shadow::messages::{self as problems, Problem};

/// The longest pause after trouble on the way, in seconds.
const LONGEST_AFTER_TROUBLE: i64 = 300;
/// The longest pause after a refusal, in seconds: somebody has to act first.
const LONGEST_AFTER_REFUSAL: i64 = 3600;

/// Why the wish has not arrived.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Stuck {
    /// The tenant said no.
    Refused(Problem),
    /// Doing it again can help.
    Later {
        /// What people are told.
        problem: Problem,
        /// How long the tenant asks to wait.
        wait: Option<Duration>,
        /// The trouble with the connection itself, for the operator.
        why: Option<String>,
    },
}

impl Stuck {
    /// The tenant took the change, but a reader does not see it yet.
    pub(crate) const NOT_SHOWN_YET: Self =
        Self::Later { problem: problems::NOT_SHOWN_YET, wait: None, why: None };

    /// When to try again.
    pub(crate) fn due_at(&self, tries: i64, now: Timestamp) -> Timestamp {
        let doubled = |first: i64, longest: i64| {
            let exponent = tries.clamp(0, 20);
            now.plus_seconds((first << exponent).min(longest))
        };
        match self {
            Self::Refused(_) => doubled(30, LONGEST_AFTER_REFUSAL),
            Self::Later { wait: Some(wait), .. } => {
                let micros = i64::try_from(wait.as_micros()).unwrap_or(i64::MAX / 4);
                Timestamp::from_micros(now.micros().saturating_add(micros))
            }
            Self::Later { wait: None, .. } => doubled(1, LONGEST_AFTER_TROUBLE),
        }
    }
}

impl From<Trouble> for Stuck {
    fn from(trouble: Trouble) -> Self {
        let why = Some(trouble.why());
        match trouble {
            Trouble::Later { wait, .. } => {
                Self::Later { problem: problems::NOT_ANSWERING, wait, why }
            }
            Trouble::Locked { .. } => {
                Self::Later { problem: problems::NOT_LET_IN, wait: None, why }
            }
            Trouble::Refused { body, .. } => Self::Refused(words(&body)),
        }
    }
}

/// What a refusal means. Graph names the property in its details; licence errors have nothing but their text, so
/// there fragments of it are all there is to go by.
fn words(body: &ErrorBody) -> Problem {
    let conflict = body.error.details.iter().any(|detail| {
        matches!(detail.code.as_str(), "ObjectConflict" | "ConflictingObjects" | "PropertyConflict")
    });
    let text = body.error.message.to_lowercase();
    let says = |fragment: &str| text.contains(fragment);
    if conflict || says("a conflicting object") {
        problems::ADDRESS_TAKEN
    } else if says("available licenses") {
        problems::NO_SEATS
    } else if says("usage location") {
        problems::USAGE_LOCATION
    } else if says("depends on the service plan") || says("mutually exclusive") {
        problems::DEPENDENCY
    } else if says("valid company license") || says("not part of the license") {
        problems::NOT_OWNED
    } else if says("domain portion") {
        problems::DOMAIN
    } else {
        problems::NOT_ACCEPTED
    }
}
