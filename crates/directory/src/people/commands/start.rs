//! The first day of somebody who was created ahead of it: named, moved, and come.

use facts::directory::TimeZoneOf;
use jiff::civil::Date;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;

use super::lifecycle::{not_in_state, start};
use super::{Versioned, current, person, undo};
use crate::people::model::{Account, AccountState, FirstDay, Move, START_AHEAD_DAYS};
use crate::people::{authority, messages};

/// What a named day comes to.
pub(super) enum Named {
    /// It has begun, so the person starts at once.
    Today,
    /// It is to come.
    Ahead(FirstDay),
}

/// The day that was named, in the time zone of the organisation: today or later, and not too far ahead.
pub(super) async fn first_day(
    reader: &mut Reader,
    call: &Call,
    organisation: OrganisationId,
    day: &str,
) -> Result<Result<Named, Refusal>> {
    let ahead = reader.dated(&START_AHEAD_DAYS, Some(organisation), call.now).await?;
    let zone = reader.ask(TimeZoneOf(organisation)).await?;
    let zone = zone.and_then(|name| Zone::named(&name)).unwrap_or_default();
    let named = read(&zone, day, call.now, ahead);
    Ok(named.ok_or_else(|| messages::FIRST_DAY.at("first_day").with("days", ahead)))
}

fn read(zone: &Zone, day: &str, now: Timestamp, ahead: i64) -> Option<Named> {
    let date: Date = day.trim().parse().ok()?;
    let begins_at = zone.start_of(date).map(Timestamp::from_micros)?;
    let ends_at = zone.start_of(date.tomorrow().ok()?).map(Timestamp::from_micros)?;
    if ends_at <= now || begins_at > now.plus_days(ahead) {
        return None;
    }
    if begins_at <= now {
        return Some(Named::Today);
    }
    Some(Named::Ahead(FirstDay { day: date.to_string(), begins_at }))
}

/// Names another first day for a person who has not started yet. With the day of today they start at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStart {
    /// The person.
    pub person: AccountId,
    /// The first day, such as 2027-03-31, in the time zone of their organisation.
    pub first_day: String,
}

impl Command for ChangeStart {
    const NAME: &'static str = "person.change-start";
    const ACTION: Action = authority::CHANGE_START;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        call.expects(before.version)?;
        if before.state != AccountState::Starting {
            return Err(messages::NO_START.refuse().into());
        }
        let named = first_day(tx, call, before.organisation, &self.first_day).await??;
        let Named::Ahead(first) = named else { return start(&before, call, tx).await };
        let after = Account { first_day: Some(first), ..before.clone() };
        let version = super::save(tx, call, &before, &after).await?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_start(act)
    }
}

/// Lets somebody in whose first day has come: a user policy gives its licence now. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StartDue {
    /// The person.
    pub person: AccountId,
}

impl Command for StartDue {
    const NAME: &'static str = "person.start-due";
    const ACTION: Action = authority::START_DUE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        match before.starts_at() {
            None => Err(not_in_state(&before, Move::Start).into()),
            Some(first) if first.begins_at > call.now => Err(messages::NOT_DUE.refuse().into()),
            Some(_) => start(&before, call, tx).await,
        }
    }
}
