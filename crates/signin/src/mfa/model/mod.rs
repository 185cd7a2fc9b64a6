//! What can be asked of people, why, and by which numbers.

mod circumstances;
mod exceptions;
mod gate;
mod judge;
mod networks;
mod report;

use kernel::dated::{NumberRule, Stricter};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) use circumstances::{People, Place, circumstances};
pub use exceptions::{Ground, Reason};
pub(super) use gate::takes_exception;
pub(crate) use gate::{is_own_network, leaves_code_out, must_register, standing_of};
pub(super) use judge::judge;
pub use judge::{AtSignIn, Cause, Factor, Judged};
#[cfg(test)]
pub(super) use judge::{Circumstances, Grace, Holds};
pub(super) use networks::{Network, is_within};
pub use report::Concern;
pub(super) use report::{Figures, Looking, Told, ending_soon, is_due};

/// Whether everybody has to have a second step.
pub const OBLIGES_EVERYBODY: NumberRule = NumberRule::new(
    "second-step.obliges-everybody",
    0,
    0..=1,
    "choice",
    "Domain rules, multi-factor authentication: policies",
)
.of_the_nation();

/// Whether everybody who holds a role has to have one.
pub const OBLIGES_ADMINISTRATORS: NumberRule = NumberRule::new(
    "second-step.obliges-administrators",
    0,
    0..=1,
    "choice",
    "Domain rules, multi-factor authentication: administrators always",
)
.of_the_nation();

/// Days in which somebody who has to have one adds it, where their organisation asks for it outside its networks only, or
/// the whole service or a role asks for it.
pub const GRACE_DAYS: NumberRule = NumberRule::new(
    "second-step.grace-days",
    14,
    0..=90,
    "days",
    "Domain rules, multi-factor authentication: approved networks, 14 days",
)
.of_the_nation();

/// The same where the organisation asks for it at every sign-in.
pub const STANDARD_GRACE_DAYS: NumberRule = NumberRule::new(
    "second-step.standard-grace-days",
    0,
    0..=90,
    "days",
    "Domain rules, multi-factor authentication: the standard policy has no grace",
)
.may_be(Stricter::Lower);

/// How long the exception that a helper grants at once lasts.
pub const SHORT_HOURS: NumberRule = NumberRule::new(
    "second-step.exception-hours",
    24,
    1..=72,
    "hours",
    "Domain rules, multi-factor authentication: exceptions since April 2024",
)
.may_be(Stricter::Lower);

/// Exceptions of this kind that one person gets in 30 days.
pub const SHORT_AT_MOST: NumberRule = NumberRule::new(
    "second-step.exceptions-in-30-days",
    3,
    1..=30,
    "exceptions",
    "Product decision on exceptions from the second step",
)
.may_be(Stricter::Lower);

/// How long the exception that is asked for and approved lasts.
pub const LONG_DAYS: NumberRule = NumberRule::new(
    "second-step.long-exception-days",
    180,
    1..=365,
    "days",
    "Domain rules, multi-factor authentication: exceptions since April 2024",
)
.of_the_nation();

/// How long nobody of an organisation is reminded again.
pub const REMIND_DAYS: NumberRule = NumberRule::new(
    "second-step.remind-days",
    7,
    1..=90,
    "days",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// Days before its end in which a long exception is told of.
pub const ENDING_DAYS: NumberRule = NumberRule::new(
    "second-step.ending-days",
    14,
    1..=60,
    "days",
    "Product decision on the daily report of the second step",
)
.of_the_nation();

/// The widest range of addresses of a network, as the bits that all of them share: IPv4.
pub const LEAST_BITS_4: NumberRule = NumberRule::new(
    "second-step.network-bits-4",
    16,
    8..=32,
    "bits",
    "Product decision on approved networks",
)
.of_the_nation();

/// The same for IPv6.
pub const LEAST_BITS_6: NumberRule = NumberRule::new(
    "second-step.network-bits-6",
    32,
    16..=128,
    "bits",
    "Product decision on approved networks",
)
.of_the_nation();

/// What is asked of people, from the least to the most.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// Whoever has a second step is asked for it; nobody has to.
    None,
    /// Everybody has one, and is asked for it outside the approved networks of the organisation.
    NamedLocation,
    /// Everybody has one and is asked for it at every sign-in.
    Standard,
}

impl Policy {
    /// All of them.
    pub(super) const ALL: [Self; 3] = [Self::None, Self::NamedLocation, Self::Standard];

    /// As it is kept, and as it stands in forms.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::NamedLocation => "named-location",
            Self::Standard => "standard",
        }
    }

    /// The policy of that name; of an unknown one, which nobody kept, the strictest.
    pub(super) fn kept_as(name: &str) -> Self {
        Self::ALL.into_iter().find(|policy| policy.name() == name).unwrap_or(Self::Standard)
    }

    /// In words for people.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::None => "Nobody has to have a second step",
            Self::NamedLocation => {
                "Everybody has to have one, and is asked for it outside your approved networks"
            }
            Self::Standard => "Everybody has to have one, and is asked for it at every sign-in",
        }
    }
}
