//! What is known of an organisation on its way in or out, whose turn it is, and which conditions it has to meet. Pure
//! rules (domain rules 2; service rules, "Closed organisations", "Eligibility and joining", "DSPT as a gate").

mod checks;
mod invitation;

pub use checks::{
    Check, LEVEL_BOARD, LEVEL_DENTISTRY, LEVEL_NETWORK, LEVEL_OPTOMETRY, LEVEL_OTHER,
    LEVEL_PHARMACY, LEVEL_PRACTICE, LEVEL_SOCIAL_CARE, LEVEL_TRUST, Level, Outcome, Standing,
    WAIVER_DAYS,
};
pub(crate) use checks::{Demand, Held, cycle_end, day_from, next_day};
pub(crate) use invitation::Invitation;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::organisations::model::vocabulary;
use crate::organisations::{OrganisationKind, Tier};

/// The day of a moment, in UTC.
pub(crate) fn date_of(at: Timestamp) -> Date {
    let at = jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default();
    at.to_zoned(TimeZone::UTC).date()
}

/// The beginning of a day, in UTC.
pub(crate) fn beginning_of(day: Date) -> Option<Timestamp> {
    let at = day.to_zoned(TimeZone::UTC).ok()?;
    Some(Timestamp::from_micros(at.timestamp().as_microsecond()))
}

/// Characters of evidence, of a reason, of what is waited for, at most.
pub(crate) const WORDS_AT_MOST: usize = 500;
/// Characters of a name, at most.
pub(crate) const NAME_AT_MOST: usize = 100;
/// Characters of an email address, at most.
pub(crate) const EMAIL_AT_MOST: usize = 254;
/// Characters of a telephone number, at most.
pub(crate) const TELEPHONE_AT_MOST: usize = 40;
/// People whom an organisation can expect, at most: more than any organisation has.
pub(crate) const PEOPLE_AT_MOST: i64 = 1_000_000;

vocabulary!(
    /// What an organisation does; it decides which conditions it has to meet.
    Sector {
        /// Trusts.
        Trust = "trust",
        /// Integrated care boards and what works for them.
        Board = "board",
        /// General practices.
        Practice = "practice",
        /// Primary care networks.
        Network = "network",
        /// Community pharmacies.
        Pharmacy = "pharmacy",
        /// Dental practices.
        Dentistry = "dentistry",
        /// Opticians.
        Optometry = "optometry",
        /// Care homes and other adult social care.
        SocialCare = "social-care",
        /// Anything else that delivers publicly funded care.
        Other = "other",
    }
);

vocabulary!(
    /// How far an organisation is on its way in or out.
    Stage {
        /// It is in the register, and nobody has asked for it.
        Listed = "listed",
        /// It has asked to join, and its checks are looked at.
        Applied = "applied",
        /// Its checks hold, and it is being prepared.
        Opening = "opening",
        /// It is a member.
        Open = "open",
        /// It is on its way out.
        Closing = "closing",
        /// It has left.
        Closed = "closed",
        /// Its application was declined.
        Declined = "declined",
    }
);

vocabulary!(
    /// Whose turn it is.
    Turn {
        /// Those who run the service.
        Ours = "ours",
        /// The organisation.
        Theirs = "theirs",
        /// Nobody's: there is nothing to do.
        Nobody = "nobody",
    }
);

impl Stage {
    /// Whether something is still to be done before it is a member or has left.
    pub const fn is_on_its_way(self) -> bool {
        matches!(self, Self::Applied | Self::Opening | Self::Closing)
    }
}

impl Sector {
    /// What an organisation of that kind does, where nobody has said it.
    pub(crate) const fn of(kind: OrganisationKind) -> Self {
        match kind {
            OrganisationKind::Trust | OrganisationKind::HealthBoard => Self::Trust,
            OrganisationKind::Commissioner
            | OrganisationKind::CareBoard
            | OrganisationKind::SupportUnit
            | OrganisationKind::Region => Self::Board,
            OrganisationKind::Practice => Self::Practice,
            OrganisationKind::Network => Self::Network,
            OrganisationKind::Pharmacy => Self::Pharmacy,
            OrganisationKind::Site | OrganisationKind::Other => Self::Other,
        }
    }
}

/// Who asks for an organisation, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applicant {
    /// Who asked, in words.
    pub(crate) asked_by: String,
    pub(crate) contact_name: String,
    /// An address outside the service.
    pub(crate) contact_email: String,
    pub(crate) contact_telephone: String,
    /// How many people are expected.
    pub(crate) people: i64,
    pub(crate) tier: Tier,
    /// The day from which it is wanted, such as 2027-03-31.
    pub(crate) day: Option<String>,
}

impl Applicant {
    /// The email address as it is compared.
    pub(crate) fn email_key(&self) -> String {
        self.contact_email.to_lowercase()
    }

    /// The telephone number as it is compared: its last ten digits, so that +44 7700 is 07700.
    pub(crate) fn telephone_key(&self) -> String {
        let digits: Vec<char> =
            self.contact_telephone.chars().filter(char::is_ascii_digit).collect();
        digits[digits.len().saturating_sub(10)..].iter().collect()
    }
}

/// What is known of an organisation on its way, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Case {
    pub(crate) organisation: OrganisationId,
    pub(crate) stage: Stage,
    pub(crate) turn: Turn,
    /// Since when it is their turn.
    pub(crate) since: Timestamp,
    /// What they have to do, in words.
    pub(crate) waits_for: Option<String>,
    pub(crate) sector: Sector,
    pub(crate) applicant: Option<Applicant>,
    /// Why it was declined, or why it closes.
    pub(crate) reason: Option<String>,
    pub(crate) applied_at: Option<Timestamp>,
    pub(crate) opening_at: Option<Timestamp>,
    pub(crate) opened_at: Option<Timestamp>,
    pub(crate) closing_at: Option<Timestamp>,
    /// The day on which it closes, such as 2027-03-31.
    pub(crate) closing_day: Option<String>,
    pub(crate) successor: Option<OrganisationId>,
    pub(crate) closed_at: Option<Timestamp>,
    /// The first day, written yyyymmdd, on which a check of it is no longer good.
    pub(crate) lapses_on: Option<i64>,
    /// 0 before it is stored.
    pub(crate) version: i64,
}

impl Case {
    /// Nothing is known yet.
    pub(crate) const fn unknown(
        organisation: OrganisationId,
        sector: Sector,
        stage: Stage,
        now: Timestamp,
    ) -> Self {
        Self {
            organisation,
            stage,
            turn: Turn::Nobody,
            since: now,
            waits_for: None,
            sector,
            applicant: None,
            reason: None,
            applied_at: None,
            opening_at: None,
            opened_at: None,
            closing_at: None,
            closing_day: None,
            successor: None,
            closed_at: None,
            lapses_on: None,
            version: 0,
        }
    }

    /// The same, with the turn handed to somebody from now on.
    pub(crate) fn handed(self, turn: Turn, waits_for: Option<&str>, now: Timestamp) -> Self {
        Self { turn, since: now, waits_for: waits_for.map(str::to_owned), ..self }
    }
}
