//! What a password is: how it is hashed, and which ones are taken.

mod common;
mod phc;
mod pool;
mod rules;

pub use pool::{Cost, HashingPool, Place};
pub(crate) use rules::{Around, Limits, least_characters, normalise};
pub use rules::{LEAST_CHARACTERS, MOST_CHARACTERS};
