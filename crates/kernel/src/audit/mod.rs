//! What happened: one row per act, in the act's own transaction, sealed into one order that cannot be rewritten.
//!
//! A row is written once and never changed. Its *leaf* is a hash over all of it except personal values, for which
//! the row holds salted commitments; salt and value stand beside it and can be erased without breaking anything.
//! The order lives in `audit_seal`: each seal holds the hash over the seal before it and its own leaf. On SQLite
//! the writer seals inside the group commit, so there is no unsealed row; on PostgreSQL a sealer follows, and until
//! then a row carries a code under the node's key. Every organisation that an act concerns gives the row a dense
//! number of its own, so that a gap in its history shows. Checkpoints sign the whole order and leave the database;
//! receipts prove to an organisation what happened in it, and that nothing was left out.

mod agreement;
mod append;
mod checkpoint;
mod end;
mod forget;
mod history;
mod keep;
pub mod merkle;
pub mod note;
mod receipt;
mod record;
mod seal;
mod sealer;
mod verify;

pub(crate) use agreement::agree;
pub use append::{Act, Outcome};
pub(crate) use append::{append, compose};
pub use checkpoint::{COMMAND as CHECKPOINT, Checkpoint, Summary, Witness, publish};
pub use end::verify_end;
pub use forget::forget_personal;
pub(crate) use history::newest_version;
pub use history::{
    HistoryEffect, HistoryFilter, HistoryPage, HistoryRow, HistoryValue, history_of_act,
    history_of_organisation, history_of_subjects,
};
pub use keep::{keep, let_go, not_kept};
pub use receipt::{Asked, Coverage, Kept, Proven, Receipt, Row, check, coverage, receipt};
pub use record::AuditRow;
pub(crate) use record::{COLUMNS, Unsealed};
pub(crate) use seal::{Head, chain, fixed, organisation_chain, read_head, seal};
pub(crate) use sealer::seal_waiting;
pub(crate) use sealer::{Heard, read_facts};
pub use sealer::{read_sealed, run_sealer, seal_once};
pub use verify::{Problem, Report, verify};

/// The key under which this node vouches for rows that are not sealed yet.
pub type NodeKey = aws_lc_rs::hmac::Key;

/// A node key from its bytes, as kept in the folder `keys`.
pub fn node_key(bytes: &[u8]) -> NodeKey {
    NodeKey::new(aws_lc_rs::hmac::HMAC_SHA256, bytes)
}

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// SHA-256 over several pieces.
pub(crate) fn hash(pieces: &[&[u8]]) -> Hash {
    let mut context = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    for piece in pieces {
        context.update(piece);
    }
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
