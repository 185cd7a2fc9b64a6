//! What slices contribute to pages they do not own: cards of the home page, and lines of
//! *Can they work?* at the top of a person's page.
//!
//! A slice answers these types from a bounded query; `server` merges them by order. A
//! card that is slow or fails is shown as [`late_card`], and the page does not wait.

mod cards;
mod ready;

pub use cards::{Card, cards, late_card};
pub use ready::{Readiness, ReadyLine, ReadyState, readiness};

#[cfg(test)]
mod tests;
