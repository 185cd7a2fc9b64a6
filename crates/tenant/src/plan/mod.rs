//! What an account should look like in Microsoft 365, and the steps from what it looks like now.
//!
//! Used by `execute` and, for the hash alone, by `shadow`. Invariants, each with a property test: the same input
//! gives the same wish, the same hash and the same steps in the same order; steps applied to what was seen lead to
//! what is wished; planned once more from there, nothing is left to do. Only what differs is written, because
//! writes are the scarce good (20 a second for 1.7 million people).
//!
//! Deliberately absent: clock, randomness, network, database, and everything that depends on two accounts. In this
//! cut only people and applications go to the tenant; shared and resource mailboxes are not in Microsoft 365 yet.
//! Graph keeps `proxyAddresses` to itself, so aliases stand in `otherMails`.

mod model;

pub(crate) use model::anchor;
pub use model::{Desired, Observed, Presence, Shape, Step, desired, differing, plan};

/// The properties of a user that are compared and written.
pub(crate) fn managed() -> &'static [wire::graph::Property] {
    &model::MANAGED
}

#[cfg(test)]
mod tests;
