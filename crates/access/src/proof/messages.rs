//! Refusals of proofs.

use kernel::refusal::{Code, Kind};

/// Nothing that concerns the organisation has been covered by a checkpoint yet.
pub(crate) const NOT_COVERED: Code = Code::new(
    Kind::Conflict,
    "receipt.not-covered",
    "No checkpoint covers this organisation yet. One is made every minute in which something happens; try again then.",
);

pub(crate) const ALL: &[Code] = &[NOT_COVERED];
