//! The conditions an organisation has to meet, as data: which there are, who has to meet which, when one is met.
//!
//! Some the service looks at by itself each time it is asked; the others are recorded by hand, with evidence in words,
//! and may be good until a day. In place of any but the register's word a waiver may stand, with a reason and an end.

use jiff::civil::{Date, date};
use kernel::dated::NumberRule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Sector;
use crate::organisations::model::vocabulary;

vocabulary!(
    /// A condition of joining.
    Check {
        /// The register calls it active, and no last day has passed. The service looks by itself.
        Register = "register",
        /// Its standing in the data security and protection toolkit is high enough for its sector.
        DataSecurity = "data-security",
        /// The access form is signed.
        AccessForm = "access-form",
        /// It delivers publicly funded care.
        PublicCare = "public-care",
        /// The regulator of social care knows it.
        Regulator = "regulator",
        /// The contact's email address and telephone number are nobody else's. The service looks by itself.
        Contact = "contact",
    }
);

vocabulary!(
    /// What was found out about a condition.
    Outcome {
        /// It is met.
        Holds = "holds",
        /// It is not met.
        Fails = "fails",
        /// It need not be met for a time.
        Waived = "waived",
    }
);

vocabulary!(
    /// A standing in the data security and protection toolkit (service rules, "DSPT as a gate").
    Level {
        /// Approaching standards, the lowest since March 2021.
        Approaching = "approaching",
        /// Standards met.
        Met = "met",
        /// Standards exceeded.
        Exceeded = "exceeded",
    }
);

impl Level {
    /// As compared and as stored: 1 to 3.
    pub(crate) const fn number(self) -> i64 {
        self as i64 + 1
    }

    /// That of the number.
    pub(crate) fn numbered(number: i64) -> Option<Self> {
        Self::ALL.iter().copied().find(|level| level.number() == number)
    }
}

/// Declares the least standing a sector needs: 0 none, 1 approaching standards, 2 standards met, 3 standards exceeded.
macro_rules! levels {
    ($($(#[$meta:meta])* $rule:ident = $name:literal, $default:literal;)*) => {
        $($(#[$meta])*
        pub const $rule: NumberRule = NumberRule::new(
            $name, $default, 0..=3, "levels", "service rules, eligibility and DSPT as a gate",
        ).of_the_nation();)*
    };
}

levels!(
    /// The least standing of trusts.
    LEVEL_TRUST = "joining.data-security-trust", 2;
    /// The least standing of integrated care boards.
    LEVEL_BOARD = "joining.data-security-board", 2;
    /// The least standing of general practices.
    LEVEL_PRACTICE = "joining.data-security-practice", 2;
    /// The least standing of primary care networks.
    LEVEL_NETWORK = "joining.data-security-network", 2;
    /// The least standing of community pharmacies.
    LEVEL_PHARMACY = "joining.data-security-pharmacy", 2;
    /// The least standing of dental practices.
    LEVEL_DENTISTRY = "joining.data-security-dentistry", 2;
    /// The least standing of opticians.
    LEVEL_OPTOMETRY = "joining.data-security-optometry", 2;
    /// The least standing of social care, for which approaching standards is enough.
    LEVEL_SOCIAL_CARE = "joining.data-security-social-care", 1;
    /// The least standing of everybody else.
    LEVEL_OTHER = "joining.data-security-other", 2;
);

/// Days for which a waiver holds at most. The one known precedent, of May 2020, held for 14 months in all, in two parts.
pub const WAIVER_DAYS: NumberRule = NumberRule::new(
    "joining.waiver-days",
    365,
    1..=1095,
    "days",
    "service rules, DSPT as a gate: waiver of May 2020",
)
.of_the_nation();

impl Sector {
    /// The rule about its least standing.
    pub(crate) const fn level(self) -> &'static NumberRule {
        match self {
            Self::Trust => &LEVEL_TRUST,
            Self::Board => &LEVEL_BOARD,
            Self::Practice => &LEVEL_PRACTICE,
            Self::Network => &LEVEL_NETWORK,
            Self::Pharmacy => &LEVEL_PHARMACY,
            Self::Dentistry => &LEVEL_DENTISTRY,
            Self::Optometry => &LEVEL_OPTOMETRY,
            Self::SocialCare => &LEVEL_SOCIAL_CARE,
            Self::Other => &LEVEL_OTHER,
        }
    }

    /// Whether it is part of the public service by what it is, so that nobody has to show it.
    const fn is_public(self) -> bool {
        matches!(self, Self::Trust | Self::Board | Self::Practice | Self::Network)
    }
}

impl Check {
    /// Whether the service looks by itself, so that nobody records it.
    pub const fn is_automatic(self) -> bool {
        matches!(self, Self::Register | Self::Contact)
    }
}

/// What is demanded of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Demand {
    pub(crate) sector: Sector,
    /// The least standing in data security; 0 where none is needed.
    pub(crate) level: i64,
    /// Whether there is a contact to look at.
    pub(crate) has_contact: bool,
}

impl Demand {
    /// The conditions, in the order of [`Check::ALL`].
    pub(crate) fn checks(&self) -> impl Iterator<Item = Check> + '_ {
        Check::ALL.iter().copied().filter(|check| match check {
            Check::Register | Check::AccessForm => true,
            Check::DataSecurity => self.level > 0,
            Check::PublicCare => !self.sector.is_public(),
            Check::Regulator => self.sector == Sector::SocialCare,
            Check::Contact => self.has_contact,
        })
    }
}

/// What was last said of a condition of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) check: Check,
    pub(crate) outcome: Outcome,
    pub(crate) level: Option<Level>,
    /// A reference in words, or why it is waived.
    pub(crate) evidence: String,
    pub(crate) by: Option<kernel::ids::AccountId>,
    pub(crate) at: kernel::clock::Timestamp,
    /// The last day on which it is good, written yyyymmdd.
    pub(crate) expires_on: Option<i64>,
    /// 0 before it is stored.
    pub(crate) version: i64,
}

/// Whether a condition is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is met.
    Holds,
    /// It need not be met for now.
    Waived,
    /// What was said of it is no longer good.
    Lapsed,
    /// It is met, but not as well as the sector has to.
    Low,
    /// It is not met.
    Fails,
    /// Nobody has said anything.
    Missing,
}

impl Standing {
    /// How a condition that is recorded by hand stands on a day.
    pub(crate) fn of(check: Check, held: Option<&Held>, demand: &Demand, today: i64) -> Self {
        let Some(held) = held else { return Self::Missing };
        if held.expires_on.is_some_and(|last| last < today) {
            return Self::Lapsed;
        }
        let level = held.level.map_or(0, Level::number);
        match held.outcome {
            Outcome::Waived => Self::Waived,
            Outcome::Fails => Self::Fails,
            Outcome::Holds if check == Check::DataSecurity && level < demand.level => Self::Low,
            Outcome::Holds => Self::Holds,
        }
    }

    /// How one at which the service looks by itself stands: its own word first, then a waiver.
    pub(crate) fn looked_at(is_met: bool, held: Option<&Held>, today: i64) -> Self {
        let waived = held
            .filter(|held| held.outcome == Outcome::Waived)
            .filter(|held| held.expires_on.is_none_or(|last| last >= today));
        match (is_met, waived) {
            (true, _) => Self::Holds,
            (false, Some(_)) => Self::Waived,
            (false, None) => Self::Fails,
        }
    }

    /// Whether the organisation may go on.
    pub(crate) const fn is_passed(self) -> bool {
        matches!(self, Self::Holds | Self::Waived)
    }
}

/// The last day of the toolkit's year in which a day lies: 30 June (service rules, "DSPT as a gate").
pub(crate) fn cycle_end(today: Date) -> Date {
    let end = date(today.year(), 6, 30);
    if today <= end { end } else { date(today.year() + 1, 6, 30) }
}

/// The day written yyyymmdd; none for what is no day.
pub(crate) fn day_from(number: i64) -> Option<Date> {
    let part = |value: i64| i8::try_from(value).ok();
    let year = i16::try_from(number / 10_000).ok()?;
    Date::new(year, part(number / 100 % 100)?, part(number % 100)?).ok()
}

/// The day after one written yyyymmdd; none for what is no day.
pub(crate) fn next_day(number: i64) -> Option<i64> {
    day_from(number)?.tomorrow().ok().map(crate::organisations::model::number_of)
}
