//! What a passkey is: what a browser hands over about it, what has to be right about that, and the challenge before it.

mod given;
mod name;
mod offer;
mod party;
mod ticket;
mod trial;
mod verify;

use kernel::dated::NumberRule;

pub(super) use given::known_transports;
pub use given::{Assertion, Registration};
pub use name::Kind;
pub(super) use name::named;
pub(super) use offer::told;
pub use offer::{KnownPasskey, NewPasskey};
pub(crate) use offer::{Offer, for_alone, for_known};
pub(super) use party::Party;
pub(crate) use ticket::Bound;
pub(super) use ticket::{give_out, take_back};
pub(crate) use trial::{After, Tried, Used, attempt, claimed};
pub(super) use trial::{Alone, alone};
pub(super) use verify::{Expected, NewKey, registration};
#[cfg(test)]
pub(super) use verify::{KnownKey, Verdict, assertion};

/// How long a challenge is good for.
pub const MINUTES: NumberRule = NumberRule::new(
    "passkey.challenge-minutes",
    10,
    1..=10,
    "minutes",
    "Security decisions, passkeys: a challenge is used once and within ten minutes",
)
.of_the_nation();

/// Passkeys that one person may have.
pub(super) const MOST: usize = 10;
