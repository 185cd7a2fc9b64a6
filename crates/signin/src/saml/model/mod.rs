//! What passes between an application and this service, and how long it counts.

mod answer;
mod checked;
mod context;
mod key;
mod subject;
mod told;
mod waiting;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;

pub(super) use answer::{Saying, failed, logout_answer, logout_request, said, sent_by};
pub(super) use checked::{Proof, Sent, is_for_us, is_timely, proved};
pub(super) use context::{Sure, met, name as comparison_name};
pub(super) use subject::{Named, named};
pub(super) use told::{Roles, told};
pub(super) use waiting::{
    AskedBy, Asker, LONGEST_LEAVING, LONGEST_WAITING, Leaving, Next, Waiting, is_longer, open,
    seal, tag_of,
};

/// How long an assertion counts: as long as a browser needs to carry it.
pub const ASSERTION_MINUTES: NumberRule = NumberRule::new(
    "saml.assertion-minutes",
    5,
    1..=15,
    "minutes",
    "SAML Profiles 4.1.4.2: a short window; product decision on signing in with SAML",
)
.of_the_nation();

/// How long an application may keep somebody signed in by one assertion.
pub const SESSION_HOURS: NumberRule = NumberRule::new(
    "saml.session-hours",
    10,
    1..=24,
    "hours",
    "Product decision on signing in with SAML: one working day",
)
.of_the_nation();

/// How far clocks of applications may be from ours, and how old what they ask for may be.
pub const SKEW_MINUTES: NumberRule = NumberRule::new(
    "saml.skew-minutes",
    5,
    1..=10,
    "minutes",
    "Kantara SAML V2.0 Deployment Profile (SAML2int): three to five minutes",
)
.of_the_nation();

/// The parts of an address that are this service's, behind its own.
pub(super) mod place {
    pub(in crate::saml) const METADATA: &str = "/saml/metadata";
    pub(in crate::saml) const SIGN_IN: &str = "/saml/sso";
    pub(in crate::saml) const RESUME: &str = "/saml/resume";
    pub(in crate::saml) const LOGOUT: &str = "/saml/logout";
    pub(in crate::saml) const LOGOUT_RESUME: &str = "/saml/logout/resume";
}

/// A moment as XML writes it, to the second.
pub(super) fn written(at: Timestamp) -> String {
    Timestamp::from_micros(at.micros() / 1_000_000 * 1_000_000).rfc3339()
}

/// An id that nobody guesses: XML wants it to begin with a letter or a line.
pub(super) fn fresh_id() -> String {
    format!("_{}", wire::jose::to_base64url(&kernel::random::bytes::<20>()))
}
