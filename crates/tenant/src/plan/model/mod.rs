//! Wish and steps; see the slice.

mod desired;
mod steps;

pub use desired::{Desired, Presence, Shape, desired};
pub(crate) use desired::{MANAGED, anchor};
pub use steps::{Observed, Step, differing, plan};
