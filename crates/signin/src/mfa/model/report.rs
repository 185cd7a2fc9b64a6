//! What about the second step of an organisation needs looking at: worked out from what is kept whenever it is asked.

use std::collections::{BTreeMap, BTreeSet};

use facts::directory::ActivePerson;
use kernel::authority::{Role, grants_reaching};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::judge::{AtSignIn, Judged, judge};
use super::{ENDING_DAYS, Network, People, Place, circumstances, is_within};
use crate::mfa::store;
use crate::sessions;

/// Grants that are read at a time, and how often at most: an organisation has fewer administrators.
const GRANTS: i64 = 200;
const READS: usize = 10;
/// Exceptions that end, of one organisation.
const ENDINGS: i64 = 500;
/// Days after which an organisation is told again although nothing got worse.
const AGAIN_DAYS: i64 = 7;
/// Seconds within which nobody is told twice; less than a day, because rounds do not begin at the same minute.
const APART: i64 = 72_000;

/// What needs looking at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Concern {
    /// They are signed in with a password alone, although a second step is asked of them by now.
    SignedIn,
    /// They have to have a second step, or hold a role, and have none that can be used.
    NoFactor,
    /// Their long exception ends within days.
    Ending,
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::mfa) struct Figures {
    pub(in crate::mfa) passing: i64,
    pub(in crate::mfa) missing: i64,
    pub(in crate::mfa) ending: i64,
}

impl Figures {
    /// One more.
    pub(in crate::mfa) fn count(&mut self, concern: Concern) {
        *match concern {
            Concern::SignedIn => &mut self.passing,
            Concern::NoFactor => &mut self.missing,
            Concern::Ending => &mut self.ending,
        } += 1;
    }
}

/// What was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mfa) struct Told {
    pub(in crate::mfa) at: Timestamp,
    pub(in crate::mfa) figures: Figures,
    pub(in crate::mfa) version: i64,
}

/// Whether somebody is to be told: at once where anybody is in without what is asked or anything got worse, but once a day at
/// most; and once a week where it stays.
pub(in crate::mfa) fn is_due(told: Option<Told>, figures: Figures, now: Timestamp) -> bool {
    if figures == Figures::default() {
        return false;
    }
    let Some(Told { at, figures: before, .. }) = told else { return true };
    let is_worse = figures.passing > 0
        || figures.missing > before.missing
        || figures.ending > before.ending
        || at.plus_days(AGAIN_DAYS) <= now;
    is_worse && at.plus_seconds(APART) <= now
}

/// What counts at an organisation when its people are looked at.
#[derive(Debug)]
pub(in crate::mfa) struct Looking {
    place: Place,
    networks: Vec<Network>,
    administrators: BTreeSet<AccountId>,
    ending: BTreeMap<AccountId, store::Ending>,
}

/// Somebody who needs looking at.
#[derive(Clone, Copy, Debug)]
pub(in crate::mfa) struct Found {
    pub(in crate::mfa) concern: Concern,
    pub(in crate::mfa) stands: Judged,
    pub(in crate::mfa) is_administrator: bool,
}

/// Whose long exceptions at an organisation end soon.
pub(in crate::mfa) async fn ending_soon(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<BTreeMap<AccountId, store::Ending>, Fault> {
    let days = reader.dated(&ENDING_DAYS, None, now).await?;
    store::ending(reader, organisation, (now, now.plus_days(days)), ENDINGS).await
}

impl Looking {
    /// At an organisation.
    pub(in crate::mfa) async fn at(
        reader: &mut Reader,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let (mut after, mut administrators): (Option<GrantId>, BTreeSet<AccountId>) =
            (None, BTreeSet::new());
        for _ in 0..READS {
            let grants = grants_reaching(reader, organisation, after, GRANTS, now).await?;
            let live = grants
                .iter()
                .filter(|grant| grant.is_live(now) && grant.role != Role::DirectoryFeed);
            administrators.extend(live.map(|grant| grant.account));
            after = grants.last().map(|last| last.id);
            if (grants.len() as i64) < GRANTS {
                break;
            }
        }
        Ok(Self {
            place: Place::read(reader, organisation, now).await?,
            networks: store::approved(reader, organisation).await?,
            administrators,
            ending: ending_soon(reader, organisation, now).await?,
        })
    }

    /// What needs looking at about some people, in their order.
    pub(in crate::mfa) async fn of(
        &self,
        reader: &mut Reader,
        people: &[ActivePerson],
        now: Timestamp,
    ) -> Result<Vec<Option<Found>>> {
        let accounts: Vec<AccountId> = people.iter().map(|person| person.account).collect();
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        let kept = People::read(reader, &accounts).await?;
        let alone = sessions::alone_among(reader, &accounts, now).await?;
        let mut all = Vec::with_capacity(people.len());
        for &ActivePerson { account, here_since, .. } in people {
            let about = circumstances(reader, &self.place, &kept, account, here_since, now).await?;
            let stands = judge(&about, || false, now);
            let is_administrator = self.administrators.contains(&account);
            // What each browser was let in from counts, not where somebody might come from.
            let is_asked = |peer: &String| {
                let judged = judge(&about, || is_within(peer, &self.networks), now);
                judged.asks != AtSignIn::Nothing
            };
            let is_excepted = stands.exception_until.is_some();
            let has_none = !stands.is_ready() && !is_excepted;
            let concern = if alone.get(&account).is_some_and(|peers| peers.iter().any(is_asked)) {
                Some(Concern::SignedIn)
            } else if has_none && (stands.is_obliged() || is_administrator) {
                Some(Concern::NoFactor)
            } else if self.ending.contains_key(&account) && is_excepted {
                Some(Concern::Ending)
            } else {
                None
            };
            all.push(concern.map(|concern| Found { concern, stands, is_administrator }));
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    //! When somebody is told, without a database.

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn told(days_ago: i64, figures: Figures) -> Option<Told> {
        Some(Told { at: NOW.plus_days(-days_ago), figures, version: 1 })
    }

    #[test]
    fn told_when_there_is_something_once_a_day_when_it_gets_worse_and_once_a_week_when_it_stays() {
        let nothing = Figures::default();
        let some = Figures { missing: 3, ..nothing };
        let worse = Figures { missing: 4, ..nothing };
        let passing = Figures { passing: 1, ..nothing };
        assert!(!is_due(None, nothing, NOW) && is_due(None, some, NOW));
        assert!(!is_due(told(1, some), some, NOW) && is_due(told(7, some), some, NOW));
        assert!(is_due(told(1, some), worse, NOW) && !is_due(told(0, some), worse, NOW));
        assert!(!is_due(told(1, worse), some, NOW));
        assert!(is_due(told(1, passing), passing, NOW) && !is_due(told(0, passing), passing, NOW));
        assert!(!is_due(told(30, some), nothing, NOW));
    }
}
