//! One attempt, from its beginning to its verdict, the same for passwords and start codes.

use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Result;
use tokio::sync::MutexGuard;
use uuid::Uuid;

use super::{
    Factor, Kind, LOCK_FAILURES, LOCK_MINUTES, Outcome, Reason, Risk, Verdict, look, username_key,
};
use crate::attempts::store;
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{HashingPool, Place};
use crate::people::{Known, NOBODY};

/// What somebody tries.
pub(crate) struct Tried<'a> {
    /// With what.
    pub(crate) kind: Kind,
    /// The username as it was typed.
    pub(crate) username: &'a str,
    /// The account of that name, if there is one.
    pub(crate) known: Option<&'a Known>,
    /// Where it comes from.
    pub(crate) origin: &'a Origin,
}

/// An attempt that has begun: it is in the log, counted if it may be judged, and no other attempt on its account is
/// judged in this process until it is settled.
pub(crate) struct Underway<'a> {
    door: &'a Door,
    id: Uuid,
    account: Option<AccountId>,
    may_be_judged: bool,
    place: Place,
    kind: Kind,
    origin: &'a Origin,
    now: Timestamp,
    _turn: Option<MutexGuard<'a, ()>>,
}

/// Begins an attempt: counted and in the log before anything is judged. A full queue is told first, and counts nothing.
pub(crate) async fn begin<'a>(
    gate: &'a Gate,
    pool: &HashingPool,
    tried: &Tried<'a>,
    now: Timestamp,
) -> Result<Underway<'a>> {
    let door = gate.door()?;
    // The turn before the place: whoever waits for a turn must not keep others from hashing.
    let turn = match tried.known {
        Some(known) => Some(gate.turn(known.view.account).await),
        None => None,
    };
    let place = pool.place()?;
    let id = ids::new_at(now);
    let account = tried.known.map(|known| known.view.account);
    let may_be_judged = count(door, id, tried, now).await?;
    let (kind, origin) = (tried.kind, tried.origin);
    Ok(Underway { door, id, account, may_be_judged, place, kind, origin, now, _turn: turn })
}

impl Underway<'_> {
    /// The account whose password or code may be looked at. Without one the same work is done all the same, and the
    /// answer is no.
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.account.filter(|_| self.may_be_judged)
    }

    /// Its line in the log.
    pub(crate) const fn line(&self) -> Uuid {
        self.id
    }

    /// Its place among those that hash.
    pub(crate) const fn place(&self) -> &Place {
        &self.place
    }

    /// Ends it; the place is still good for more. A wrong attempt has been counted and logged already.
    pub(crate) async fn settle(self, verdict: Verdict) -> Result<Place> {
        self.settle_knowing(verdict, None).await
    }

    /// The same, where something is known beforehand that is unusual about it.
    pub(crate) async fn settle_knowing(
        self,
        verdict: Verdict,
        unusual: Option<Reason>,
    ) -> Result<Place> {
        let (id, judged) = (self.id, self.account());
        let Some(account) = judged.filter(|_| verdict != Verdict::Wrong) else {
            return Ok(self.place);
        };
        let factor = match self.kind {
            Kind::Password => Some(Factor::Password),
            Kind::StartCode => Some(Factor::StartCode),
            _ => None,
        };
        let risk = match verdict {
            Verdict::Right | Verdict::HalfWay | Verdict::Unregistered | Verdict::Ended
                if factor.is_some() =>
            {
                let seen = look(self.door, id, account, self.origin, self.now).await?;
                unusual.into_iter().fold(seen, Risk::with)
            }
            _ => Risk::default(),
        };
        self.door
            .upkeep(move |tx| {
                let risk = risk.clone();
                Box::pin(async move {
                    match verdict {
                        Verdict::Right
                        | Verdict::HalfWay
                        | Verdict::Unregistered
                        | Verdict::Ended => {
                            store::forget_failures(tx, account).await?;
                        }
                        Verdict::Repeated => {}
                        _ => store::uncount(tx, account).await?,
                    }
                    let (outcome, reason) = match verdict {
                        Verdict::Right => (Outcome::Accepted, ""),
                        _ => (Outcome::Refused, verdict.reason()),
                    };
                    if let Some(factor) = factor {
                        store::describe(tx, id, factor, &risk).await?;
                    }
                    store::conclude(tx, id, outcome, reason).await?;
                    Ok(())
                })
            })
            .await?;
        Ok(self.place)
    }
}

/// Counts and logs an attempt as a failure; says whether it may be judged.
async fn count(door: &Door, id: Uuid, tried: &Tried<'_>, now: Timestamp) -> Result<bool> {
    let (kind, known) = (tried.kind, tried.known);
    let (failures, seconds) = {
        let mut reader = door.reader().await?;
        // Rules of an organisation that is none, so that as much is looked up for names that nobody has.
        let organisation = known.map_or(OrganisationId(NOBODY.0), |known| known.view.organisation);
        let organisation = Some(organisation);
        let minutes = reader.dated(&LOCK_MINUTES, organisation, now).await?;
        (reader.dated(&LOCK_FAILURES, organisation, now).await?, minutes * 60)
    };
    let may_act = known.is_some_and(|known| match kind {
        Kind::StartCode => known.may_try_code(),
        _ => known.may_act,
    });
    let line = store::Line {
        id,
        at: now,
        account: known.map(|known| known.view.account),
        organisation: known.map(|known| known.view.organisation),
        username_key: username_key(tried.username, known.is_some()),
        peer: tried.origin.peer().to_owned(),
        device: tried.origin.device().to_owned(),
        place: store::place_of(door, tried.origin.peer()),
    };
    door.upkeep(move |tx| {
        let line = line.clone();
        Box::pin(async move {
            let counted = match line.account {
                Some(account) if may_act => {
                    store::count(tx, account, now, failures, seconds).await?
                }
                _ => {
                    store::count_nobody(tx, NOBODY).await?;
                    false
                }
            };
            let reason = match (line.account, may_act, counted) {
                (None, ..) => "unknown username",
                (_, false, _) => "account not active",
                (_, _, false) => "account locked",
                _ => kind.reason(),
            };
            store::log(tx, &line, reason).await?;
            Ok(counted)
        })
    })
    .await
}
