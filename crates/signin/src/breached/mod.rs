//! Passwords that were found in data leaks: a list that the operator brings, and a look into it whenever somebody chooses a
//! password.
//!
//! Such lists are published as a billion hashes in order. They do not go into the database: each node has a file in its
//! folder, which `guildhall import breached-passwords` makes and nothing changes afterwards. A new one takes the place of
//! the old one in one step, and counts from the next look on, without a restart.
//!
//! Invariants:
//! - nothing of a password leaves the machine, and the file is read in a few places, never as a whole;
//! - a file that is not whole is no list: a process does not start with one, and a look into one refuses the password's
//!   change rather than letting it pass;
//! - without a file nothing is refused, and *Set-up*, `guildhall doctor` and the figures say so.

mod messages;
mod model;
#[cfg(test)]
mod tests;

use kernel::door::{Manifest, Ports};
use kernel::refusal::{Fault, Result};

pub use model::{BreachedList, Damaged, Standing, Stopped, import};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest { name: "signin/breached", refusals: messages::ALL, ..Manifest::default() }
}

/// Refuses a password, in the form in which it is hashed, that is on the list of this node.
pub(crate) async fn refuse(ports: &Ports, password: &str, field: &'static str) -> Result<()> {
    // Somebody has to see to a damaged list: trying again does not help.
    let why = "looking into the list of breached passwords";
    let found =
        holds(ports, password).await?.map_err(|damaged| Fault::defect(why).because(damaged))?;
    if found { Err(messages::BREACHED.at(field).into()) } else { Ok(()) }
}

/// Whether a password that is in use is on the list of this node. It keeps nobody out, so a damaged list says no.
pub(crate) async fn is_known(ports: &Ports, password: &str) -> Result<bool> {
    Ok(holds(ports, password).await?.unwrap_or(false))
}

async fn holds(ports: &Ports, password: &str) -> Result<std::result::Result<bool, Damaged>> {
    // An installation that is looked at and thrown away has no folder, and so no list.
    let Ok(list) = ports.port::<BreachedList>() else { return Ok(Ok(false)) };
    let hash = model::hash(password);
    let look = tokio::task::spawn_blocking(move || list.holds(&hash)).await;
    Ok(look.map_err(|error| Fault::defect("looking for a password").because(error))?)
}
