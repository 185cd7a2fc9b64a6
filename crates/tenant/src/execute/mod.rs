//! Brings wishes to the tenant and finds out whether they arrived.
//!
//! A follower of the sealed order hears what changed, computes the wish and, only if it differs from what was last
//! seen, notes it and puts in a job, one an account at a time. The job reads our records afresh, looks at the user,
//! takes the planned steps and looks again: *live* is what was read back. [`reconcile`] does the same for everybody
//! by key range in short reads; [`catch_up`] finds what no fact told, comparing our own records only;
//! [`confirm_by_delta`] hears what others changed in the tenant and has it put right.
//!
//! Used by `server`: the listener through the manifest, [`handlers`] among its jobs, [`run_import`] in the
//! background. Invariants: no user is made before looking for its anchor among the living and the deleted, and a
//! clash of names is looked into before it is believed, so a lost answer makes no twin; a wish that changes while
//! it is sent stays waiting; trouble on the way is tried again for ever with growing pauses, in a new job each time,
//! because a job that fails ten times is parked and an outage can last longer.
//!
//! Deliberately absent: pauses inside a job (a job that must wait is put in anew), guards and lanes, group changes.

mod jobs;
mod model;

#[cfg(test)]
mod tests;

use kernel::door::Manifest;

pub(crate) use jobs::connection;
pub use jobs::{Imported, Report, catch_up, confirm_by_delta, handlers, reconcile, run_import};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest { name: "tenant/execute", after: vec![jobs::follower()], ..Manifest::default() }
}
