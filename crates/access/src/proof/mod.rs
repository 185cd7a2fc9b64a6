//! Proof: checkpoints over the whole record, and receipts that an organisation can check by itself.
//!
//! The service states a checkpoint as an act of its own; a process with the signing key signs it and takes it out of
//! the database. A receipt holds everything that happened in one organisation up to the newest checkpoint and the
//! hashes that tie it to that checkpoint's signature, so that whoever has the checkpoint's public key can check
//! offline that nothing of what the signed checkpoint states was changed or left out. That the newest checkpoint states
//! what the record holds is checked by `audit verify`.
//!
//! Used by the process's checkpoint loop, the command line's `audit` verbs and the API. It holds no key and signs
//! nothing; the arithmetic is the kernel's.

mod authority;
mod commands;
mod messages;
pub mod portal;
mod queries;
#[cfg(test)]
mod tests;

pub use commands::{StateCheckpoint, Stated};
pub use queries::{CoverageOf, Covered, NewestCheckpoint, ReceiptOf, Signed};

use kernel::door::Manifest;

/// The public key of the checkpoints, as one line to give away; a port, put in where this process knows it.
#[derive(Clone, Debug)]
pub struct CheckpointKey(pub String);

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/proof",
        commands: kernel::commands![StateCheckpoint],
        queries: kernel::queries![NewestCheckpoint, CoverageOf, ReceiptOf],
        rules: authority::RULES,
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
