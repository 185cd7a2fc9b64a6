//! Wish and steps; see the slice.

mod desired;
mod steps;

pub(crate) use desired::MANAGED;
pub use desired::{Desired, Presence, Shape, desired};
pub use steps::{Observed, Step, differing, plan};
