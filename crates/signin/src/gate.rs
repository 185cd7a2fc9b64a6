//! What `prepare` needs beside the words a person typed: the door itself, and one attempt at a time.
//!
//! An attempt is counted durably before it is judged, and a command that is refused writes nothing. So `prepare`
//! counts through upkeep, for which it needs the door. The door holds its ports and the gate holds the door: both
//! live as long as the process.
//!
//! Attempts on one account take turns within a process, so that many right passwords at once do not look like many
//! failures. That is a comfort only: what bounds guesses is the row in the database, on every node alike. How many wait for a
//! turn is bounded, and no network takes more than its share: otherwise whoever sends attempts faster than they are judged
//! would keep the owner of an account, and whoever shares the turn, waiting without end.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Refusal};
use tokio::sync::{Mutex, MutexGuard, OwnedMutexGuard};
use uuid::Uuid;

use crate::keys;
use crate::passwords::busy;
use crate::shares::{Share, Shares};
use crate::signing_keys::OpenedPairs;

/// Accounts share this many turns; two that share one wait for each other, which costs one password check.
const TURNS: usize = 256;
/// How many may wait for one turn.
const WAITING: usize = 160;

/// How sign-in is set up in this installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The name of the product, which no password may consist of.
    pub product: String,
    /// Whether the portal is reached over https; then the session cookie is for https only.
    pub over_https: bool,
    /// The address people use, without a path and without a slash at its end: by this name the service vouches for them.
    pub portal: String,
}

/// The port through which commands of sign-in reach the door.
pub struct Gate {
    settings: Settings,
    door: OnceLock<Door>,
    turns: Vec<(Shares, Arc<Mutex<()>>)>,
    keys: Mutex<()>,
    refreshes: Mutex<Minute>,
    pairs: OpenedPairs,
}

/// What applications did in one minute.
#[derive(Default)]
struct Minute {
    number: i64,
    counted: HashMap<Uuid, i64>,
}

impl Gate {
    /// A gate that is bound once the door is open.
    pub fn new(settings: Settings) -> Self {
        let turn = || (Shares::new(WAITING), Arc::default());
        let turns = std::iter::repeat_with(turn).take(TURNS).collect();
        Self {
            settings,
            door: OnceLock::new(),
            turns,
            keys: Mutex::default(),
            refreshes: Mutex::default(),
            pairs: OpenedPairs::default(),
        }
    }

    /// How sign-in is set up.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn door(&self) -> Result<&Door, Fault> {
        self.door
            .get()
            .ok_or_else(|| Fault::defect("signing in before the gate was bound to the door"))
    }

    /// Waits until no other signing key is being drawn in this process.
    pub(crate) async fn keys(&self) -> MutexGuard<'_, ()> {
        self.keys.lock().await
    }

    /// The signing keys that this process has opened.
    pub(crate) const fn pairs(&self) -> &OpenedPairs {
        &self.pairs
    }

    /// Counts that an application refreshes, in this process; says no if it did so often enough in this minute. It keeps one
    /// program that turns in a circle from the others; what it did before is forgotten with the minute.
    pub(crate) async fn may_refresh(&self, application: Uuid, now: Timestamp, most: i64) -> bool {
        let number = now.micros().div_euclid(60_000_000);
        let mut minute = self.refreshes.lock().await;
        if minute.number != number {
            *minute = Minute { number, counted: HashMap::new() };
        }
        let counted = minute.counted.entry(application).or_default();
        *counted += i64::from(*counted < most + 1);
        *counted <= most
    }

    /// Waits until no other attempt on the account, or with the name, is being judged in this process; or is told to come back, where too many
    /// wait, or too many from the same network.
    pub(crate) async fn turn(&self, whose: Whose<'_>, network: &str) -> Result<Turn, Refusal> {
        let place = match whose {
            Whose::Account(account) => account.0.as_bytes()[15],
            Whose::Nobody(name) => keys::hash(&name.trim().to_lowercase())[0],
        };
        let (shares, turn) = &self.turns[usize::from(place) % TURNS];
        let share = shares.take(network).ok_or_else(busy)?;
        Ok(Turn { _turn: Arc::clone(turn).lock_owned().await, _share: share })
    }
}

/// Whose turn it is. A name that nobody has waits like one that somebody has: otherwise many attempts at once would tell which
/// it is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose<'a> {
    Account(AccountId),
    Nobody(&'a str),
}

/// The turn of an account or a name, until this is dropped.
pub(crate) struct Turn {
    _turn: OwnedMutexGuard<()>,
    _share: Share,
}

/// Binds the gate to the door it is a port of; once, right after the door was opened.
pub fn bind(door: &Door) -> Result<(), Fault> {
    let gate = door.ports().port::<Gate>()?;
    gate.door
        .set(door.clone())
        .map_err(|_| Fault::defect("binding the gate of sign-in a second time"))
}

#[cfg(test)]
mod tests {
    //! Who waits for whom.

    use std::time::Duration;

    use super::*;

    /// Whether somebody gets a turn at once; an error where they are told to come back.
    async fn at_once(gate: &Gate, whose: Whose<'_>, network: &str) -> Result<bool, Refusal> {
        match tokio::time::timeout(Duration::ZERO, gate.turn(whose, network)).await {
            Ok(turn) => turn.map(|_| true),
            Err(_) => Ok(false),
        }
    }

    #[tokio::test]
    async fn names_that_nobody_has_wait_like_accounts_and_nobody_waits_behind_a_flood_without_end()
    {
        let gate = Gate::new(Settings {
            product: String::new(),
            over_https: false,
            portal: String::new(),
        });
        let person = Whose::Account(AccountId(uuid::Uuid::from_u128(7)));
        for whose in [person, Whose::Nobody("nobody@guildhall.example")] {
            let turn = gate.turn(whose, "203.0.113.0/24").await.expect("a turn");
            assert_eq!(at_once(&gate, whose, "203.0.113.0/24").await.ok(), Some(false));
            drop(turn);
            assert_eq!(at_once(&gate, whose, "203.0.113.0/24").await.ok(), Some(true));
        }
        let mut waiting = Vec::new();
        for _ in 0..WAITING / 2 {
            let mut turn = Box::pin(gate.turn(person, "203.0.113.0/24"));
            let first = tokio::time::timeout(Duration::ZERO, turn.as_mut()).await;
            waiting.push((turn, first));
        }
        let told = at_once(&gate, person, "203.0.113.0/24").await;
        assert_eq!(told.err().map(|refusal| refusal.code), Some("signin.busy"));
        assert_eq!(at_once(&gate, person, "192.0.2.0/24").await.ok(), Some(false), "it waits");
    }
}
