//! What can come back instead of an answer.

use std::time::Duration;

use wire::graph::ErrorBody;

/// Why a call gave no answer that can be used.
#[derive(Clone, Debug, PartialEq)]
pub enum Trouble {
    /// Nothing is wrong with the call; doing it again later can help. Whether it was done is not known.
    Later {
        /// How long the tenant asks to wait, if it says so.
        wait: Option<Duration>,
        /// For the log and the operator.
        why: String,
    },
    /// The tenant does not accept this application; an operator must act.
    Locked {
        /// For the log and the operator.
        why: String,
    },
    /// The tenant understood and said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// Code, text and details.
        body: Box<ErrorBody>,
    },
}

impl Trouble {
    /// A call that can be done again, without a hint when.
    pub(crate) fn later(why: impl Into<String>) -> Self {
        Self::Later { wait: None, why: why.into() }
    }

    /// For the log and the operator.
    pub fn why(&self) -> String {
        match self {
            Self::Later { why, .. } | Self::Locked { why } => why.clone(),
            Self::Refused { status, body } => {
                format!("{status} {}: {}", body.error.code, body.error.message)
            }
        }
    }

    /// Whether the tenant refused because another object has the value of this property.
    pub(crate) fn is_taken(&self, property: &str) -> bool {
        matches!(self, Self::Refused { body, .. } if body.concerns(property)
            && body.error.details.iter().any(|detail| detail.code == "ObjectConflict"))
    }

    /// Whether there is no such object.
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

/// What an unsuccessful answer means.
pub(crate) fn of(status: u16, retry_after: Option<&str>, bytes: &[u8]) -> Trouble {
    let wait = retry_after.and_then(seconds);
    let body = serde_json::from_slice::<ErrorBody>(bytes);
    let why = match &body {
        Ok(body) => format!("{status} {}: {}", body.error.code, body.error.message),
        Err(_) => format!("{status} without a readable body"),
    };
    match (status, body) {
        (408 | 409 | 423 | 425 | 429 | 500..=599, _) => Trouble::Later { wait, why },
        (401 | 403, _) => Trouble::Locked { why },
        (_, Ok(body)) => Trouble::Refused { status, body: Box::new(body) },
        (404 | 410, Err(_)) => Trouble::Refused { status, body: Box::new(nothing()) },
        _ => Trouble::Later { wait, why },
    }
}

fn nothing() -> ErrorBody {
    ErrorBody { error: wire::graph::PublicError::default() }
}

/// `Retry-After` in seconds, which Graph sends with fractions. More than ten minutes is taken for ten minutes.
fn seconds(text: &str) -> Option<Duration> {
    let seconds: f64 = text.trim().parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then(|| Duration::from_secs_f64(seconds.min(600.0)))
}
