//! What a purchase is and the numbers by which licences are handed out; pure rules, no tables.
//!
//! Used by the commands, queries and pages of this capability. Microsoft's table of products is read in `table`.

mod table;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(crate) use table::starter;
pub use table::{ProductRow, ProductTable, RefusedRow, read_table};

/// Licences that an organisation gets at once from a national purchase.
pub const BLOCK: NumberRule = NumberRule::new(
    "licence.block",
    50,
    1..=10_000,
    "licences",
    "domain rules, licences: national purchases are handed out in blocks",
);

/// Free licences below which an organisation is topped up.
pub const LOW_WATER: NumberRule = NumberRule::new(
    "licence.low-water",
    10,
    0..=10_000,
    "licences",
    "domain rules, licences: national purchases are handed out in blocks",
);

/// Days before the end of a purchase from which it counts as ending soon.
pub const EXPIRING: NumberRule =
    NumberRule::new("licence.expiring-days", 90, 1..=365, "days", "domain rules, licences, expiry")
        .of_the_nation();

/// Days without use of an account from which the licences it holds count as unused.
pub const UNUSED: NumberRule = NumberRule::new(
    "licence.unused-days",
    60,
    1..=3650,
    "days",
    "product rules: licences held and unused for 60 days",
);

/// The most characters of a purchase's label.
pub(crate) const LABEL_CHARACTERS: usize = 120;
/// The most licences of one purchase.
pub(crate) const MOST_LICENCES: i64 = 10_000_000;

/// How a purchase stands at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionState {
    /// Bought, but its first day is still to come.
    Coming,
    /// Licences can be given out.
    Active,
    /// The same, and its end is near.
    Expiring,
    /// Over: nobody new gets one, and nobody loses theirs without being asked.
    Expired,
}

impl SubscriptionState {
    /// The state at a moment. The end is the first moment that no longer counts.
    pub(crate) fn at(
        now: Timestamp,
        starts_at: Timestamp,
        ends_at: Option<Timestamp>,
        expiring_days: i64,
    ) -> Self {
        match ends_at {
            Some(end) if end <= now => Self::Expired,
            _ if now < starts_at => Self::Coming,
            Some(end) if end <= now.plus_days(expiring_days) => Self::Expiring,
            _ => Self::Active,
        }
    }
}

/// The accounts between which licences move. Together the accounts of a purchase always hold nothing: what was
/// bought stands on the far side with a minus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AccountKind {
    /// Where a purchase comes from; its balance is minus the quantity.
    Supplier,
    /// Bought and not yet allotted.
    Purchased,
    /// Allotted to an organisation and not yet held by anybody.
    Allotted,
    /// Held by people of an organisation.
    Assigned,
}

impl AccountKind {
    /// As stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Purchased => "purchased",
            Self::Allotted => "allotted",
            Self::Assigned => "assigned",
        }
    }
}

/// How an account stands with one product its user policy gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum Holding {
    /// It holds a licence.
    Held,
    /// It waits for one.
    Waiting {
        /// How many were there first.
        ahead: i64,
    },
}

/// Licences to give an organisation so that those who wait are served and the low-water mark is kept, in whole blocks.
pub(crate) fn top_up_of(waiting: i64, free: i64, low_water: i64, block: i64) -> i64 {
    let missing = waiting + low_water - free;
    if missing <= 0 {
        return 0;
    }
    (missing + block - 1) / block * block
}
