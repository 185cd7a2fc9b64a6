//! Nights on which the clocks would delete too many accounts of an organisation.
//!
//! The clocks of an organisation may delete a hundredth of its accounts in a day of UTC, or five where it is small;
//! other numbers can be set. Every deletion counts itself in one row of the organisation, so that the limit holds
//! whatever runs at the same time. Before the first one of a day the whole day is looked at: if it would be too many,
//! none is done. The list of that night is written down and waits until somebody releases exactly it, or dismisses
//! it; until then no clock deletes anybody there.

use aws_lc_rs::digest::{Context, SHA256};
use facts::directory::{AccountsIn, DeletionsHeld};
use kernel::audit::hex;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lifecycle::tell_if_let_in;
use super::{Versioned, account, current};
use crate::people::model::{
    AccountKind, Cause, DISABLED_DAYS, Listed, NIGHT_FLOOR, NIGHT_PERCENT, allowance, day_of,
    span_of,
};
use crate::people::store::{Night, NightState};
use crate::people::{authority, messages, store};

/// Most rows that are listed in one act.
pub(in crate::people) const CHUNK: usize = 200;

/// How many accounts the organisation has, how many the clocks deleted today, and how many they may.
pub(in crate::people) struct Today {
    pub(in crate::people) people: i64,
    pub(in crate::people) deleted: i64,
    pub(in crate::people) may: i64,
}

/// Reads it; the number of accounts is that of the day's first deletion.
pub(in crate::people) async fn today(
    reader: &mut Reader,
    call: &Call,
    organisation: OrganisationId,
) -> Result<Today> {
    let counted = store::clock_day(reader, organisation).await?;
    let (people, deleted) = match counted {
        Some((day, people, deleted)) if day == day_of(call.now) => (people, deleted),
        _ => (reader.ask(AccountsIn(organisation)).await?, 0),
    };
    let place = Some(organisation);
    let percent = reader.dated(&NIGHT_PERCENT, place, call.now).await?;
    let floor = reader.dated(&NIGHT_FLOOR, place, call.now).await?;
    Ok(Today { people, deleted, may: allowance(people, percent, floor) })
}

/// Counts one deletion by a clock, or refuses it.
pub(super) async fn tick(
    tx: &mut WriteTx,
    call: &Call,
    organisation: OrganisationId,
) -> Result<()> {
    if store::open_night(tx, organisation).await?.is_some() {
        return Err(messages::NIGHT_FULL.refuse().into());
    }
    let today = today(tx, call, organisation).await?;
    let day = day_of(call.now);
    if store::count_deletion(tx, call, organisation, day, today.people, today.may).await? {
        Ok(())
    } else {
        Err(messages::NIGHT_FULL.refuse().into())
    }
}

/// The night has nothing left to do once every row of its list has an outcome.
pub(super) async fn close_if_done(
    tx: &mut WriteTx,
    call: &Call,
    night: Uuid,
    end: NightState,
) -> Result<()> {
    if !store::has_open_items(tx, night).await? {
        store::end_night(tx, call, night, end).await?;
    }
    Ok(())
}

/// How a list stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NightStands {
    /// The night.
    pub night: Uuid,
    /// `listing`, `waiting`, `releasing` or `sparing`.
    pub state: String,
    /// How many deletions are on the list so far.
    pub deletions: i64,
}

/// Holds the deletions of an organisation for a day and writes down whom they would be, 200 at a time. Each account
/// is looked at again before it is listed. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldNight {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Whom the clocks would delete, in the order of their keys, from where the list ends so far.
    #[schemars(length(max = 200))]
    pub people: Vec<AccountId>,
    /// Whether nobody comes after them.
    pub is_last: bool,
}

impl Command for HoldNight {
    const NAME: &'static str = "night.hold";
    const ACTION: Action = authority::HOLD_NIGHT;
    type Prepared = ();
    type Output = NightStands;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        if self.people.len() > CHUNK || !self.people.is_sorted_by(|one, next| one < next) {
            return Err(messages::NIGHT_HOW_MANY.at("people").into());
        }
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(self.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NightStands> {
        let open = store::open_night(tx, self.organisation).await?;
        let until = open.as_ref().map_or(span_of(day_of(call.now)).end, |night| night.until);
        let listed = open.as_ref().map_or(AccountId(Uuid::nil()), |night| night.listed);
        let inactive = store::inactivity(tx, call.now, self.organisation).await?;
        let mut found = Vec::new();
        // What another process has listed meanwhile is on the list already.
        for account in self.people.iter().filter(|account| **account > listed) {
            found.extend(
                store::deletion_of(tx, self.organisation, until, &inactive, *account).await?,
            );
        }
        let night = match open {
            Some(night) if night.state == NightState::Listing => night,
            Some(_) => return Err(messages::NIGHT_NOT_NEEDED.refuse().into()),
            None => self.begin(tx, call, found.len() as i64, until).await?,
        };
        let mut digest = night.digest.clone();
        for (account, cause, due_at) in &found {
            digest = further(&digest, *account, *cause, due_at.micros());
            store::list_item(tx, call, night.id, *account, *cause, *due_at).await?;
        }
        let after = Night {
            state: if self.is_last { NightState::Waiting } else { NightState::Listing },
            deletions: night.deletions + found.len() as i64,
            listed: self.people.last().map_or(night.listed, |last| night.listed.max(*last)),
            digest,
            ..night.clone()
        };
        store::save_night(tx, call, &night, &after).await?;
        if after.state == NightState::Waiting {
            tx.note(&DeletionsHeld { night: after.id, organisation: after.organisation })?;
        }
        Ok(NightStands {
            night: after.id,
            state: after.state.name().to_owned(),
            deletions: after.deletions,
        })
    }
}

impl HoldNight {
    /// Begins the list. That all of them are too many is counted by a read beforehand: a list that turns out shorter
    /// costs somebody a look. One that is whole in this act is counted here.
    async fn begin(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        found: i64,
        until: Timestamp,
    ) -> Result<Night> {
        let today = today(tx, call, self.organisation).await?;
        let left = (today.may - today.deleted).max(0);
        if found == 0 || (self.is_last && found <= left) {
            return Err(messages::NIGHT_NOT_NEEDED.refuse().into());
        }
        let night = Night {
            id: ids::new_at(call.now),
            organisation: self.organisation,
            state: NightState::Listing,
            until,
            people: today.people,
            deletions: 0,
            digest: Vec::new(),
            listed: AccountId(Uuid::nil()),
            made_at: call.now,
            decided_at: None,
            version: 1,
        };
        if store::insert_night(tx, call, &night).await? {
            Ok(night)
        } else {
            Err(messages::NIGHT_NOT_NEEDED.refuse().into())
        }
    }
}

/// Ends a night that was decided on and of which nothing is left to do. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndNight {
    /// The night.
    pub night: Uuid,
}

impl Command for EndNight {
    const NAME: &'static str = "night.end";
    const ACTION: Action = authority::HOLD_NIGHT;
    type Prepared = ();
    type Output = NightStands;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        place_of(reader, self.night).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NightStands> {
        let before = store::find_night(tx, self.night).await?;
        let end = before.as_ref().and_then(|night| night.state.end());
        let (Some(before), Some(end)) = (before, end) else {
            return Err(messages::NIGHT_CHANGED.refuse().into());
        };
        if store::has_open_items(tx, before.id).await? {
            return Err(messages::NIGHT_CHANGED.refuse().into());
        }
        let after = Night { state: end, ..before.clone() };
        store::save_night(tx, call, &before, &after).await?;
        Ok(NightStands {
            night: after.id,
            state: end.name().to_owned(),
            deletions: after.deletions,
        })
    }
}

/// The organisation a night is of.
async fn place_of(reader: &mut Reader, night: Uuid) -> Result<Resource> {
    match store::find_night(reader, night).await? {
        Some(night) => Ok(Resource::Organisation(night.organisation)),
        None => Err(common::NOT_FOUND.refuse().into()),
    }
}

/// The digest of a list that has one row more.
fn further(before: &[u8], account: AccountId, cause: Cause, due_at: i64) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(before);
    context.update(account.0.as_bytes());
    context.update(cause.name().as_bytes());
    context.update(&due_at.to_be_bytes());
    context.finish().as_ref().to_vec()
}

/// A decision about the list of a night.
macro_rules! decisions {
    ($command:ident, $name:literal, $to:expr) => {
        impl Command for $command {
            const NAME: &'static str = $name;
            const ACTION: Action = authority::DECIDE_NIGHT;
            type Prepared = ();
            type Output = NightStands;

            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }

            async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
                place_of(reader, self.night).await
            }

            async fn run(
                &self,
                (): &(),
                call: &Call,
                tx: &mut WriteTx,
                _: Permit<Self>,
            ) -> Result<NightStands> {
                decide(tx, call, self.night, &self.digest, $to).await
            }
        }
    };
}

/// Releases exactly the deletions on the list of a night. What is no longer due is not deleted.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseNight {
    /// The night.
    pub night: Uuid,
    /// The digest of the list that was looked at.
    pub digest: String,
}

decisions!(ReleaseNight, "night.release", NightState::Releasing);

/// Dismisses the list of a night: nobody on it is deleted. Marks of leavers are taken off, and the other clocks start
/// afresh.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DismissNight {
    /// The night.
    pub night: Uuid,
    /// The digest of the list that was looked at.
    pub digest: String,
}

decisions!(DismissNight, "night.dismiss", NightState::Sparing);

async fn decide(
    tx: &mut WriteTx,
    call: &Call,
    night: Uuid,
    digest: &str,
    to: NightState,
) -> Result<NightStands> {
    let Some(before) = store::find_night(tx, night).await? else {
        return Err(common::NOT_FOUND.refuse().into());
    };
    call.expects(before.version)?;
    if before.state != NightState::Waiting || hex(&before.digest) != digest {
        return Err(messages::NIGHT_CHANGED.refuse().into());
    }
    // A list from which everybody is gone is done at once.
    let is_done = !store::has_open_items(tx, night).await?;
    let to = to.end().filter(|_| is_done).unwrap_or(to);
    let after = Night { state: to, decided_at: Some(call.now), ..before.clone() };
    store::save_night(tx, call, &before, &after).await?;
    Ok(NightStands { night, state: to.name().to_owned(), deletions: after.deletions })
}

/// Lets somebody on the list of a night stay: of a list that was dismissed with a clock that starts afresh, of one
/// that was released without a change, because the deletion was refused. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpareDue {
    /// The account.
    pub person: AccountId,
    /// The night.
    pub night: Uuid,
}

impl Command for SpareDue {
    const NAME: &'static str = "person.spare-due";
    const ACTION: Action = authority::DELETE_DUE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        let found = store::find_night(tx, self.night).await?;
        let item = store::open_item(tx, self.night, before.id).await?;
        let (Some(night), Some(_)) = (found, item) else {
            return Err(messages::NOT_DUE.refuse().into());
        };
        let (outcome, end) = match night.state {
            NightState::Sparing => ("spared", NightState::Spared),
            NightState::Releasing => ("kept", NightState::Released),
            _ => return Err(messages::NOT_DUE.refuse().into()),
        };
        store::settle_item(tx, call, night.id, before.id, outcome).await?;
        close_if_done(tx, call, night.id, end).await?;
        let is_theirs = night.organisation == before.organisation;
        if night.state != NightState::Sparing || !is_theirs || !before.state.is_live() {
            tx.subject("account", before.id, before.version);
            return Ok(Versioned { id: before.id, state: before.state, version: before.version });
        }
        let days = tx.dated(&DISABLED_DAYS, Some(before.organisation), call.now).await?;
        let list = Listed { made_at: night.made_at, until: night.until };
        let after = before.spared(call.now, &list, days);
        let version = super::save(tx, call, &before, &after).await?;
        tell_if_let_in(tx, &before, &after)?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }
}
