//! What a transfer is, whose turn it is, and which moves are legal. Pure rules (domain rules 9).

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::{AccountId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

kernel::id!(
    /// One transfer.
    TransferId
);

/// Days after which the side whose turn it is is reminded.
pub const REMIND_DAYS: NumberRule =
    NumberRule::new("transfer.remind-days", 3, 1..=365, "days", "domain rules, transfers");
/// Days after which it is reminded once more.
pub const REMIND_AGAIN_DAYS: NumberRule =
    NumberRule::new("transfer.remind-again-days", 7, 1..=365, "days", "domain rules, transfers")
        .not_below(&REMIND_DAYS);
/// Days after which a transfer that nobody decided is over.
pub const LAPSE_DAYS: NumberRule =
    NumberRule::new("transfer.lapse-days", 30, 1..=365, "days", "domain rules, transfers")
        .not_below(&REMIND_AGAIN_DAYS);
/// Days ahead for which the day of a transfer can be named.
pub const AHEAD_DAYS: NumberRule =
    NumberRule::new("transfer.ahead-days", 366, 1..=3650, "days", "domain rules, transfers");

/// Hours after which the clocks try again what could not be done on its day.
const AGAIN_AFTER_HOURS: i64 = 24;
/// How often the side whose turn it is is reminded.
const REMINDERS: i64 = 2;

/// The two organisations of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The organisation that has the person.
    From,
    /// The organisation that wants the person.
    To,
}

impl Side {
    /// The other one.
    pub const fn other(self) -> Self {
        match self {
            Self::From => Self::To,
            Self::To => Self::From,
        }
    }

    /// The state in which this side has said its word and the other one decides.
    pub const fn word(self) -> TransferState {
        match self {
            Self::From => TransferState::Offered,
            Self::To => TransferState::Asked,
        }
    }
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TransferState {
    /// The organisation that has the person agrees; the other one decides.
    Offered,
    /// The organisation that wants the person agrees; the other one decides.
    Asked,
    /// Both agree, and its day is still to come.
    Dated,
    /// The person has moved.
    Done,
    /// The side whose turn it was did not want it.
    Declined,
    /// A side took its word back.
    Withdrawn,
    /// Nobody decided in time.
    Lapsed,
    /// The account was deleted, or moved in another way.
    Ended,
}

/// What can be done to a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// The side whose turn it is agrees, and the day has come.
    Move,
    /// The side whose turn it is agrees to a later day.
    Agree,
    /// The side whose turn it is does not want it.
    Decline,
    /// A side takes its word back.
    Withdraw,
    /// A side names another day, on which the other one decides.
    ChangeDate,
    /// Nobody decided in time.
    Lapse,
    /// Something else happened to the account.
    End,
}

impl TransferState {
    /// Every state.
    pub const ALL: [Self; 8] = [
        Self::Offered,
        Self::Asked,
        Self::Dated,
        Self::Done,
        Self::Declined,
        Self::Withdrawn,
        Self::Lapsed,
        Self::Ended,
    ];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Asked => "asked",
            Self::Dated => "dated",
            Self::Done => "done",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
            Self::Ended => "ended",
        }
    }

    /// The state of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Who decides now; nobody once both agree or it is over.
    pub const fn turn(self) -> Option<Side> {
        match self {
            Self::Offered => Some(Side::To),
            Self::Asked => Some(Side::From),
            _ => None,
        }
    }

    /// Whether it can still move the person.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Offered | Self::Asked | Self::Dated)
    }

    /// Where a step of a side leads; nothing if it may not be done from here, or not by this side. The clocks act for no
    /// side.
    pub fn after(self, step: Step, side: Option<Side>) -> Option<Self> {
        let is_turn = side.is_some() && side == self.turn();
        match step {
            Step::Move if is_turn => Some(Self::Done),
            Step::Move if self == Self::Dated && side.is_none() => Some(Self::Done),
            Step::Agree if is_turn => Some(Self::Dated),
            Step::Decline if is_turn => Some(Self::Declined),
            // Once both agree either may still take its word back.
            Step::Withdraw if self.is_open() && side.is_some() && !is_turn => Some(Self::Withdrawn),
            Step::ChangeDate if self.is_open() => side.map(Side::word),
            Step::Lapse if self.is_open() && side.is_none() => Some(Self::Lapsed),
            Step::End if self.is_open() && side.is_none() => Some(Self::Ended),
            _ => None,
        }
    }
}

/// Who began a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Begun {
    /// The organisation that has the person offered them.
    Offer,
    /// The organisation that wants the person asked for them.
    Ask,
    /// Somebody who looks after both moved the person.
    Both,
}

impl Begun {
    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Ask => "ask",
            Self::Both => "both",
        }
    }

    /// That of the name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Offer, Self::Ask, Self::Both].into_iter().find(|begun| begun.name() == name)
    }
}

/// A day of the receiving organisation, and when it begins there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// Such as 2027-03-31.
    pub(crate) text: String,
    pub(crate) begins_at: Timestamp,
}

/// One transfer, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub(crate) id: TransferId,
    pub(crate) account: AccountId,
    pub(crate) from: OrganisationId,
    pub(crate) to: OrganisationId,
    pub(crate) state: TransferState,
    pub(crate) begun: Begun,
    pub(crate) name: String,
    pub(crate) address: String,
    /// Of the receiving organisation.
    pub(crate) unit: Option<Uuid>,
    pub(crate) day: Option<Day>,
    /// What whoever began it said to the other side.
    pub(crate) note: Option<String>,
    /// Why it was declined or withdrawn.
    pub(crate) reason: Option<String>,
    /// Who agreed for the organisation that has the person.
    pub(crate) agreed_by: Option<AccountId>,
    pub(crate) begun_at: Timestamp,
    /// Since when it stands as it does.
    pub(crate) turn_since: Timestamp,
    /// Reminders so far of those whose turn it is.
    pub(crate) reminded: i64,
    /// When the clocks look at it again.
    pub(crate) next_at: Option<Timestamp>,
    pub(crate) version: i64,
}

/// The numbers of the clocks, as they are in force.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waits {
    pub(crate) remind: i64,
    pub(crate) again: i64,
    pub(crate) lapse: i64,
}

/// What the clocks do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    /// Those whose turn it is are reminded.
    Remind,
    /// The day has come.
    Move,
    /// It is over undecided.
    Lapse,
}

impl Transfer {
    /// The organisation of a side.
    pub(crate) const fn organisation(&self, side: Side) -> OrganisationId {
        match side {
            Side::From => self.from,
            Side::To => self.to,
        }
    }

    /// Whether its day is still to come.
    pub(crate) fn is_for_later(&self, now: Timestamp) -> bool {
        self.day.as_ref().is_some_and(|day| day.begins_at > now)
    }

    /// What the clocks do to it at this moment, if anything.
    pub(crate) fn due(&self, waits: &Waits, now: Timestamp) -> Option<Due> {
        if self.state == TransferState::Dated {
            let begins_at = self.day.as_ref()?.begins_at;
            return (begins_at <= now).then(|| {
                if begins_at.plus_days(waits.lapse) <= now { Due::Lapse } else { Due::Move }
            });
        }
        self.state.turn()?;
        if self.turn_since.plus_days(waits.lapse) <= now {
            return Some(Due::Lapse);
        }
        (self.reminders_by(waits, now) > self.reminded).then_some(Due::Remind)
    }

    /// How many reminders there should have been by now.
    pub(crate) fn reminders_by(&self, waits: &Waits, now: Timestamp) -> i64 {
        let passed = |days: i64| i64::from(self.turn_since.plus_days(days) <= now);
        passed(waits.remind) + passed(waits.again)
    }

    /// The same, with the moment at which the clocks look at it again; none once it is over.
    pub(crate) fn scheduled(self, waits: &Waits) -> Self {
        let next_at = match (self.state, &self.day) {
            (TransferState::Dated, Some(day)) => Some(day.begins_at),
            (state, _) if state.turn().is_some() => {
                let days = match self.reminded {
                    0 => waits.remind,
                    count if count < REMINDERS => waits.again,
                    _ => waits.lapse,
                };
                Some(self.turn_since.plus_days(days.min(waits.lapse)))
            }
            _ => None,
        };
        Self { next_at, ..self }
    }

    /// The same, to be looked at again after a while.
    pub(crate) fn postponed(self, now: Timestamp) -> Self {
        Self { next_at: Some(now.plus_seconds(AGAIN_AFTER_HOURS * 3600)), ..self }
    }
}
