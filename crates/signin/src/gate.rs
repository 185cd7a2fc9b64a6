//! What `prepare` needs beside the words a person typed: the door itself, and one attempt at a time.
//!
//! An attempt is counted durably before it is judged, and a command that is refused writes nothing. So `prepare`
//! counts through upkeep, for which it needs the door. The door holds its ports and the gate holds the door: both
//! live as long as the process.
//!
//! Attempts on one account take turns within a process, so that many right passwords at once do not look like many
//! failures. That is a comfort only: what bounds guesses is the row in the database, on every node alike.

use std::sync::OnceLock;

use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use tokio::sync::{Mutex, MutexGuard};

/// Accounts share this many turns; two that share one wait for each other, which costs one password check.
const TURNS: usize = 256;

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
    turns: Vec<Mutex<()>>,
    keys: Mutex<()>,
}

impl Gate {
    /// A gate that is bound once the door is open.
    pub fn new(settings: Settings) -> Self {
        let turns = std::iter::repeat_with(Mutex::default).take(TURNS).collect();
        Self { settings, door: OnceLock::new(), turns, keys: Mutex::default() }
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

    /// Waits until no other attempt on the account is being judged in this process.
    pub(crate) async fn turn(&self, account: AccountId) -> MutexGuard<'_, ()> {
        self.turns[usize::from(account.0.as_bytes()[15]) % TURNS].lock().await
    }
}

/// Binds the gate to the door it is a port of; once, right after the door was opened.
pub fn bind(door: &Door) -> Result<(), Fault> {
    let gate = door.ports().port::<Gate>()?;
    gate.door
        .set(door.clone())
        .map_err(|_| Fault::defect("binding the gate of sign-in a second time"))
}
