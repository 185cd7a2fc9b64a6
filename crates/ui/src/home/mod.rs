//! What slices contribute to pages they do not own: cards of the home page, lines of
//! *Can they work?* at the top of a person's page, lines of what somebody who leaves owns or holds, parts of
//! *Coming up*, and steps of setting the service up.
//!
//! A slice answers these types from a bounded query; `server` merges them by order. A
//! card that is slow or fails is shown as [`late_card`], and the page does not wait.

mod cards;
mod coming;
mod owned;
mod ready;
mod steps;

pub use cards::{Card, cards, late_card};
pub use coming::{ComingLine, ComingPart, coming};
pub use owned::{OwnedLine, owned};
pub use ready::{Readiness, ReadyLine, ReadyState, readiness};
pub use steps::{Step, StepState, how_far, steps};

#[cfg(test)]
mod tests;
