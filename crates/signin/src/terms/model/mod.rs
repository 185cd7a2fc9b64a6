//! What terms of use are made of, which of them count for whom, and how they read.

mod plain;
mod wording;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::OrganisationId;
use uuid::Uuid;

pub(super) use plain::{Block, blocks};
pub(super) use wording::{Days, Typed, Wording};

/// The longest time for which people who are signed in may put new terms off.
pub const PUT_OFF_DAYS: NumberRule = NumberRule::new(
    "terms.put-off-days",
    30,
    0..=365,
    "days",
    "Product decision on terms of use; domain rules, acceptable use policy",
)
.of_the_nation();

/// Days after a reminder until there can be another one.
pub const REMIND_DAYS: NumberRule =
    NumberRule::new("terms.remind-days", 7, 1..=90, "days", "Product decision on terms of use")
        .of_the_nation();

/// Sentences with which terms begin.
pub(super) const MOST_SENTENCES: usize = 10;

/// Under which place terms are kept: that of an organisation, or of the nation.
pub(super) fn place(organisation: Option<OrganisationId>) -> Uuid {
    organisation.map_or(Uuid::nil(), |organisation| organisation.0)
}

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) id: Uuid,
    pub(super) place: Uuid,
    pub(super) number: i64,
    pub(super) wording: Wording,
    pub(super) counts_from: Timestamp,
    pub(super) put_off_until: Timestamp,
    pub(super) published_at: Timestamp,
}

/// A version that is still being written. Every change of it has a revision of its own, so that exactly what was looked at
/// is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) revision: Uuid,
    pub(super) wording: Wording,
    pub(super) counts_from: Timestamp,
    pub(super) put_off_until: Timestamp,
    pub(super) version: i64,
}

/// How somebody accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// In the middle of signing in.
    SigningIn,
    /// While they were signed in.
    SignedIn,
}

impl Way {
    /// As it is kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SigningIn => "signing in",
            Self::SignedIn => "signed in",
        }
    }
}
