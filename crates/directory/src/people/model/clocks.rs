//! The clocks of an account: what deletes it by itself, and when. Pure rules (domain rules 8 and 9).
//!
//! A day is 24 hours, and a time that is exactly over is over. While a legal hold stands every clock is stopped; when
//! the last one is released the clocks go on with the time that was left, and never with less than a rest in which
//! people can look. A day on which somebody leaves is a day and moves only as far as that rest needs.

use std::ops::Range;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Account, AccountKind, AccountState, FirstDay};

/// Days in which another organisation can claim a leaver.
pub const LEAVER_DAYS: NumberRule =
    NumberRule::new("account.leaver-days", 30, 1..=365, "days", "domain rules, leavers");
/// Days ahead of which somebody's last day can be named.
pub const LEAVE_AHEAD_DAYS: NumberRule =
    NumberRule::new("account.leave-ahead-days", 366, 1..=3650, "days", "domain rules, leavers");
/// Days after which a disabled account is deleted: 18 months.
pub const DISABLED_DAYS: NumberRule = NumberRule::new(
    "account.disabled-days",
    548,
    1..=3650,
    "days",
    "domain rules, account states and retention",
);
/// Days without activity after which an account is shown as inactive.
pub const INACTIVE_DAYS: NumberRule = NumberRule::new(
    "account.inactive-days",
    30,
    1..=3650,
    "days",
    "domain rules, what counts as activity",
);
/// Days without activity after which an account is deleted, if the activity feed can be relied on.
pub const INACTIVE_DELETE_DAYS: NumberRule = NumberRule::new(
    "account.inactive-delete-days",
    60,
    1..=3650,
    "days",
    "domain rules, what counts as activity",
)
.not_below(&INACTIVE_DAYS);
/// Of a hundred people of an organisation, how many the activity feed has to cover before anybody is deleted by it.
pub const FEED_COVERAGE: NumberRule = NumberRule::new(
    "activity.coverage-percent",
    95,
    1..=100,
    "percent",
    "domain rules, what counts as activity",
);
/// Days after which what the activity feed said is out of date.
pub const FEED_FRESH_DAYS: NumberRule = NumberRule::new(
    "activity.fresh-days",
    2,
    1..=30,
    "days",
    "domain rules, what counts as activity",
);
/// Of a hundred accounts of an organisation, how many the clocks may delete in a day.
pub const NIGHT_PERCENT: NumberRule = NumberRule::new(
    "account.night-percent",
    1,
    1..=100,
    "percent",
    "protection against mass deletion",
);
/// Accounts of an organisation that the clocks may delete in a day however few it has.
pub const NIGHT_FLOOR: NumberRule = NumberRule::new(
    "account.night-floor",
    5,
    0..=10_000,
    "accounts",
    "protection against mass deletion",
);
/// Hours that every clock has left at least when a legal hold is released.
pub const HOLD_REST_HOURS: NumberRule =
    NumberRule::new("hold.rest-hours", 24, 0..=8760, "hours", "domain rules, legal hold");

/// Days ahead of which somebody's first day can be named.
pub const START_AHEAD_DAYS: NumberRule =
    NumberRule::new("account.start-ahead-days", 366, 1..=3650, "days", "product: effective dates");

/// A day in microseconds.
const DAY: i64 = 86_400_000_000;

/// How somebody leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LeaverKind {
    /// To another organisation of the service, which can claim them for a while.
    Moves,
    /// Out of the service, on a day.
    Leaves,
}

impl LeaverKind {
    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::Leaves => "leaves",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Moves, Self::Leaves].into_iter().find(|kind| kind.name() == name)
    }
}

/// Somebody who was marked as a leaver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaver {
    /// How.
    pub kind: LeaverKind,
    /// Since when.
    pub since: Timestamp,
    /// When the account is deleted by itself.
    pub until: Timestamp,
}

/// Why an account deletes itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The time of a leaver is over.
    Leave,
    /// It was disabled for too long.
    Lapse,
    /// Nobody used it for too long.
    Inactive,
}

impl Cause {
    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Lapse => "lapse",
            Self::Inactive => "inactive",
        }
    }

    /// The cause of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Leave, Self::Lapse, Self::Inactive].into_iter().find(|cause| cause.name() == name)
    }
}

/// The list on which somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// When it was begun.
    pub(crate) made_at: Timestamp,
    /// The end of the day it is about.
    pub(crate) until: Timestamp,
}

/// The stored words of `due`: what happens to a disabled and to a deleted account.
pub(crate) const LAPSE: &str = "lapse";
/// See [`LAPSE`].
pub(crate) const ERASE: &str = "erase";

impl Account {
    /// The first day, as long as it is waited for. A deleted account keeps it, to come back as it was.
    pub(crate) fn starts_at(&self) -> Option<&FirstDay> {
        self.first_day.as_ref().filter(|_| self.state == AccountState::Starting)
    }

    /// From when inactivity counts.
    pub(crate) fn quiet_since(&self) -> Timestamp {
        let activity = self.last_activity_at.unwrap_or(self.created_at);
        self.active_from.max(self.created_at).max(activity)
    }

    /// Whether inactivity means anything for it: active people who are not leaving already.
    pub(crate) fn may_be_inactive(&self) -> bool {
        self.kind == AccountKind::User
            && self.state == AccountState::Active
            && self.leaver.is_none()
    }

    /// Since when it is inactive.
    pub(crate) fn inactive_since(&self, now: Timestamp, days: i64) -> Option<Timestamp> {
        let at = self.quiet_since().plus_days(days);
        (self.may_be_inactive() && at <= now).then_some(at)
    }

    /// Until when it can be restored.
    pub(crate) fn restorable_until(&self) -> Option<Timestamp> {
        self.due_at.filter(|_| self.state == AccountState::Deleted)
    }

    /// What of its own clocks, inactivity left out, deletes it first, whether or not a hold stops it.
    pub(crate) fn next_deletion(&self) -> Option<(Cause, Timestamp)> {
        if !self.state.is_live() {
            return None;
        }
        let ends = |cause| self.ends_at(cause).map(|at| (cause, at));
        ends(Cause::Leave).into_iter().chain(ends(Cause::Lapse)).min_by_key(|(_, at)| *at)
    }

    /// When one of those clocks is over; inactivity is asked about with its rule.
    pub(crate) fn ends_at(&self, cause: Cause) -> Option<Timestamp> {
        match cause {
            Cause::Leave => self.leaver.map(|leaver| leaver.until),
            Cause::Lapse => self.due_at.filter(|_| self.state == AccountState::Disabled),
            Cause::Inactive => None,
        }
    }

    /// What of those deletes it now.
    pub(crate) fn expired(&self, now: Timestamp) -> Option<(Cause, Timestamp)> {
        self.next_deletion().filter(|(_, at)| *at <= now && self.held_since.is_none())
    }

    /// Whether the time as a leaver is over. While a hold stands or a list waits the account is still there.
    pub(crate) fn has_left(&self, now: Timestamp) -> bool {
        self.leaver.is_some_and(|leaver| leaver.until <= now)
    }

    /// Whether it was blocked because the time as a leaver was over.
    pub(crate) fn is_blocked_as_leaver(&self) -> bool {
        self.state == AccountState::Disabled && self.state_before == Some(AccountState::Active)
    }

    /// Without the mark of a leaver, and let in again if that blocked it. Whoever stays was not idle by waiting for
    /// the day.
    pub(crate) fn staying(&self, now: Timestamp) -> Self {
        let stays = Self { leaver: None, active_from: now, ..self.clone() };
        if !self.is_blocked_as_leaver() {
            return stays;
        }
        Self {
            state: AccountState::Active,
            state_since: now,
            state_before: None,
            state_reason: None,
            due: None,
            due_at: None,
            ..stays
        }
    }

    /// Lets somebody stay who stands on a list that was dismissed: every clock that is over begins afresh or is taken
    /// away, whichever of them put the account on the list, and so is one that ends within the day of the list.
    /// What was begun after the list was made and is not over stays.
    pub(crate) fn spared(&self, now: Timestamp, list: &Listed, disabled_days: i64) -> Self {
        let is_spared = |at: Timestamp, began_at: Timestamp| {
            at <= now || (at < list.until && began_at <= list.made_at)
        };
        let is_disabled = self.state == AccountState::Disabled;
        let is_leaving = |leaver: Leaver| !is_spared(leaver.until, leaver.since);
        if self.leaver.is_some_and(|leaver| !is_leaving(leaver)) && self.is_blocked_as_leaver() {
            return self.staying(now);
        }
        let leaver = self.leaver.filter(|leaver| is_leaving(*leaver));
        let mut after = Self { active_from: now, leaver, ..self.clone() };
        if self.due_at.is_some_and(|at| is_disabled && is_spared(at, self.state_since)) {
            after.due_at = Some(now.plus_days(disabled_days));
        }
        after
    }

    /// Lets the clocks go on after the last hold is released: with what was left, and with the rest at least.
    /// Inactivity deletes nobody before that rest either.
    pub(crate) fn resumed(
        &self,
        now: Timestamp,
        rest_hours: i64,
        inactive_delete_days: i64,
    ) -> Self {
        let mut after = Self { held_since: None, ..self.clone() };
        let Some(held_since) = self.held_since else { return after };
        let least = now.plus_seconds(rest_hours * 3600);
        let go_on = |ends_at: Timestamp, began_at: Timestamp| {
            let stopped_at = held_since.max(began_at);
            let left = ends_at.micros() - stopped_at.micros();
            Timestamp::from_micros(now.micros() + left).max(least)
        };
        after.due_at = self.due_at.map(|at| go_on(at, self.state_since));
        after.leaver = self.leaver.map(|leaver| Leaver {
            until: match leaver.kind {
                LeaverKind::Moves => go_on(leaver.until, leaver.since),
                LeaverKind::Leaves => leaver.until.max(least),
            },
            ..leaver
        });
        // Time under the hold was no time without activity.
        let quiet = self.quiet_since();
        let stopped_for = now.micros() - held_since.max(quiet).micros();
        after.active_from = Timestamp::from_micros(quiet.micros() + stopped_for.max(0))
            .max(least.plus_days(-inactive_delete_days));
        after
    }
}

/// The day of UTC in which a moment lies, counted from 1970.
pub(crate) fn day_of(now: Timestamp) -> i64 {
    now.micros().div_euclid(DAY)
}

/// From the beginning of that day to the beginning of the next.
pub(crate) fn span_of(day: i64) -> Range<Timestamp> {
    Timestamp::from_micros(day * DAY)..Timestamp::from_micros((day + 1) * DAY)
}

/// How many of so many the clocks may delete in a day.
pub(crate) fn allowance(people: i64, percent: i64, floor: i64) -> i64 {
    (people * percent / 100).max(floor)
}
