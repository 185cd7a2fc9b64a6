//! Refusals of proofs.

use kernel::refusal::{Code, Kind};

/// Nothing that concerns the organisation has been covered by a checkpoint yet.
pub(crate) const NOT_COVERED: Code = Code::new(
    Kind::Conflict,
    "receipt.not-covered",
    "No checkpoint covers this organisation yet. One is made every minute in which something happens; try again then.",
);

/// The receipt would be too long for one answer.
pub(crate) const TOO_LONG: Code = Code::new(
    Kind::Limited,
    "receipt.too-long",
    "More than {most} acts concern this organisation. Ask whoever runs the service for the file; they make it on the server.",
);

pub(crate) const ALL: &[Code] = &[NOT_COVERED, TOO_LONG];
