//! Where in the world a network address is, as far as a file that the operator brings knows it.
//!
//! The file has the MaxMind DB form (version 2.0 of its specification), in which several publishers give theirs; it lies in the
//! folder of each node as `places.mmdb`. A new one takes the place of the old one without a restart.
//!
//! Invariants:
//! - nothing is asked outside: without the file, or where it knows nothing, no place is told, and nobody is refused anything;
//! - a place is a town and a country, good enough to notice what cannot be, never to say where a person is.

mod model;
#[cfg(test)]
pub(crate) mod tests;

pub use model::{Known, Place, Places};
