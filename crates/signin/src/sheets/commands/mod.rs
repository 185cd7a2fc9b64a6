//! Handing over codes on paper.

mod hand_over;

pub use hand_over::{HandOverCodes, HandedOver};
