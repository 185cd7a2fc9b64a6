//! The rules of a first sign-in, and the ways in which a second step can be added.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;

/// How long the list can be put off at a time.
pub const PUT_OFF_DAYS: NumberRule = NumberRule::new(
    "welcome.put-off-days",
    7,
    1..=90,
    "days",
    "Product decision on the first sign-in",
)
.of_the_nation();

/// Whether the second step may wait (1) or comes before everything else (0).
pub const SECOND_STEP_MAY_WAIT: NumberRule = NumberRule::new(
    "welcome.second-step-may-wait",
    1,
    0..=1,
    "choice",
    "Product decision on the first sign-in",
)
.of_the_nation();

/// What is kept of somebody's first sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) details_at: Option<Timestamp>,
    pub(super) put_off_until: Option<Timestamp>,
    pub(super) finished_at: Option<Timestamp>,
    pub(super) version: i64,
}

impl Kept {
    /// Whether the list stands before the home page.
    pub(super) fn leads(&self, now: Timestamp) -> bool {
        self.finished_at.is_none() && self.put_off_until.is_none_or(|until| until <= now)
    }
}

/// A way in which the second step can be added; every kind of second step has a line here.
pub(super) struct WayToAdd {
    pub(super) words: &'static str,
    pub(super) to: &'static str,
    pub(super) hint: &'static str,
}

/// The one that suits most people: a step of the list.
pub(super) const WAY: WayToAdd = WayToAdd {
    words: "Add an authenticator app",
    to: "/me/second-step/add",
    hint: "An app for codes on your telephone. Without a telephone, one on a computer that you sign in with: many password managers have one.",
};

/// The others, each of which does in its place.
pub(super) const WAYS: &[WayToAdd] = &[WayToAdd {
    words: "Add a passkey or a security key",
    to: "/me/passkeys/add",
    hint: "The machine that you sit at, a telephone, or a key on your ring: with a PIN or a fingerprint, without any code.",
}];
