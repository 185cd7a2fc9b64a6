//! What becomes of telling an application that somebody signed out.

use kernel::clock::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How telling an application went, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// It took it.
    Taken,
    /// It took no notice of it, and says why in a number.
    Refused(String),
    /// It was tried for long enough.
    GivenUp(String),
    /// It is tried again.
    Later(String),
}

impl Told {
    /// What went wrong; empty where nothing did.
    pub(crate) fn problem(&self) -> &str {
        match self {
            Self::Taken => "",
            Self::Refused(problem) | Self::GivenUp(problem) | Self::Later(problem) => problem,
        }
    }
}

/// How telling an application that somebody signed out went so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Logouts {
    /// How often it took it.
    pub told: i64,
    /// How often it refused it.
    pub refused: i64,
    /// How often it was given up because the application could not be reached.
    pub given_up: i64,
    /// When it last took one, in microseconds since 1970.
    pub told_at: Option<Timestamp>,
    /// When one last failed, for good or for now.
    pub failed_at: Option<Timestamp>,
    /// What was wrong that time.
    pub problem: String,
}
