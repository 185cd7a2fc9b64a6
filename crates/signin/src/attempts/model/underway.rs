//! One attempt, from its beginning to its verdict, the same for passwords and start codes.

use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::db::WriteTx;
use kernel::door::Door;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};
use uuid::Uuid;

use super::network::Bound;
use super::{
    Factor, Kind, LOCK_FAILURES, LOCK_MINUTES, Outcome, Reason, Risk, Verdict, look, username_key,
};
use crate::attempts::store;
use crate::gate::{Gate, Turn, Whose};
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
    bound: Option<Bound>,
    place: Place,
    kind: Kind,
    origin: &'a Origin,
    now: Timestamp,
    turn: Turn,
}

/// Begins an attempt: counted and in the log before anything is judged. A full queue is told first, and counts nothing.
pub(crate) async fn begin<'a>(
    gate: &'a Gate,
    pool: &HashingPool,
    tried: &Tried<'a>,
    now: Timestamp,
) -> Result<Underway<'a>> {
    let door = gate.door()?;
    let network = tried.origin.network();
    // The turn before the place: whoever waits for a turn must not keep others from hashing.
    let whose = match tried.known {
        Some(known) => Whose::Account(known.view.account),
        None => Whose::Nobody(tried.username),
    };
    let turn = gate.turn(whose, &network).await?;
    let place = pool.place(&network)?;
    let id = ids::new_at(now);
    let account = tried.known.map(|known| known.view.account);
    let bound = Bound::of(door, &mut door.reader().await?, tried, now).await?;
    let may_be_judged = count(door, id, tried, bound.clone(), now).await?;
    let (kind, origin) = (tried.kind, tried.origin);
    Ok(Underway { door, id, account, may_be_judged, bound, place, kind, origin, now, turn })
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
        let door = self.door;
        let (place, settlement) = self.judged(verdict, None).await?;
        if let Some(settlement) = settlement.map(Arc::new) {
            door.upkeep(move |tx| {
                let settlement = Arc::clone(&settlement);
                Box::pin(async move { Ok(settlement.write(tx).await?) })
            })
            .await?;
        }
        Ok(place)
    }

    /// What is still to be written of it, where that comes with the act that the attempt was for: nothing of a wrong one. Something
    /// may be known beforehand that is unusual about it.
    pub(crate) async fn judged(
        self,
        verdict: Verdict,
        unusual: Option<Reason>,
    ) -> Result<(Place, Option<Settlement>)> {
        let judged = self.account();
        let Some(account) = judged.filter(|_| verdict != Verdict::Wrong) else {
            return Ok((self.place, None));
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
                let seen = look(self.door, self.id, account, self.origin, self.now).await?;
                unusual.into_iter().fold(seen, Risk::with)
            }
            _ => Risk::default(),
        };
        let (id, bound) = (self.id, self.bound);
        let settlement = Settlement { id, account, verdict, factor, risk, bound, _turn: self.turn };
        Ok((self.place, Some(settlement)))
    }
}

/// What is to be written of an attempt that was no wrong guess. Until it is, the attempt counts as a failure, and no other one of
/// the account is judged in this process.
pub(crate) struct Settlement {
    id: Uuid,
    account: AccountId,
    verdict: Verdict,
    factor: Option<Factor>,
    risk: Risk,
    bound: Option<Bound>,
    _turn: Turn,
}

impl Settlement {
    /// Writes it, as upkeep.
    pub(crate) async fn write(&self, tx: &mut WriteTx) -> Result<(), Fault> {
        let (account, verdict) = (self.account, self.verdict);
        // The row of the network first, as when it was counted.
        if let Some(bound) = self.bound.as_ref().filter(|_| verdict != Verdict::Repeated) {
            bound.give_back(tx).await?;
        }
        match verdict {
            Verdict::Right | Verdict::HalfWay | Verdict::Unregistered | Verdict::Ended => {
                store::forget_failures(tx, account).await?;
            }
            Verdict::Repeated => {}
            _ => store::uncount(tx, account).await?,
        }
        let (outcome, reason) = match verdict {
            Verdict::Right => (Outcome::Accepted, ""),
            _ => (Outcome::Refused, verdict.reason()),
        };
        match self.factor {
            Some(factor) => {
                let how = (factor, &self.risk);
                store::conclude_as(tx, self.id, how, outcome, reason).await
            }
            None => store::conclude(tx, self.id, outcome, reason).await,
        }
    }
}

/// Counts and logs an attempt as a failure; says whether it may be judged.
async fn count(
    door: &Door,
    id: Uuid,
    tried: &Tried<'_>,
    bound: Option<Bound>,
    now: Timestamp,
) -> Result<bool> {
    let (kind, known) = (tried.kind, tried.known);
    let (failures, seconds) = {
        let mut reader = door.reader().await?;
        // Rules of an organisation that is none, so that as much is looked up for names that nobody has.
        let organisation = known.map_or(OrganisationId(NOBODY.0), |known| known.view.organisation);
        let organisation = Some(organisation);
        let rules = [&LOCK_FAILURES, &LOCK_MINUTES];
        let [failures, minutes] = reader.dated_all(rules, organisation, now).await?;
        (failures, minutes * 60)
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
        let (line, bound) = (line.clone(), bound.clone());
        Box::pin(async move {
            // What is kept out of a network that many failures came from counts for nobody, or others could lock an account.
            let is_admitted = match &bound {
                Some(bound) => bound.admits(tx, now).await?,
                None => true,
            };
            let counted = match line.account {
                Some(account) if may_act && is_admitted => {
                    store::count(tx, account, now, failures, seconds).await?
                }
                _ => {
                    store::count_nobody(tx, NOBODY).await?;
                    false
                }
            };
            let reason = match (is_admitted, line.account, may_act, counted) {
                (false, ..) => "too many failures from this network",
                (_, None, ..) => "unknown username",
                (_, _, false, _) => "account not active",
                (_, _, _, false) => "account locked",
                _ => kind.reason(),
            };
            // A guess at a locked account is none. One at a name that nobody has is one of somebody who tries names.
            let is_guess = is_admitted && (counted || line.account.is_none() || !may_act);
            if let Some(bound) = bound.filter(|_| is_guess) {
                bound.count(tx, now).await?;
            }
            store::log(tx, &line, reason).await?;
            Ok(counted)
        })
    })
    .await
}
