//! What a banner is.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::OrganisationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most days between now and the end of a banner.
pub const MOST_DAYS: NumberRule =
    NumberRule::new("banner.most-days", 90, 1..=366, "days", "our own").of_the_nation();
/// Banners of one place that are up or to come.
pub const LIVE_AT_MOST: NumberRule =
    NumberRule::new("banner.live-at-most", 3, 1..=20, "banners", "our own").of_the_nation();

/// The most characters of a banner.
pub(super) const WORDS_MOST: usize = 300;

/// What it tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// News.
    #[default]
    News,
    /// Planned work.
    Planned,
    /// Something does not work.
    Incident,
}

impl Level {
    /// All of them, the gravest last.
    pub const ALL: [Self; 3] = [Self::News, Self::Planned, Self::Incident];

    /// As stored and on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Planned => "planned",
            Self::Incident => "incident",
        }
    }

    /// The level of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// A banner as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Banner {
    pub(super) id: Uuid,
    /// None for everybody.
    pub(super) organisation: Option<OrganisationId>,
    pub(super) level: Level,
    pub(super) words: String,
    pub(super) shows_outside: bool,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    pub(super) made_by: String,
    pub(super) version: i64,
}
