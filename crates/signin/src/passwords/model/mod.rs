//! What a password is: how it is hashed, and which ones are taken.

mod common;
mod demands;
mod expiry;
mod lines;
mod phc;
mod policy;
mod pool;
mod rules;

pub(crate) use demands::Demands;
pub use demands::{Chosen, HISTORY};
pub use expiry::VALID_DAYS;
pub(crate) use expiry::valid_days;
pub use policy::{
    LEAST_ALONE, LEAST_CHARACTERS, LEAST_OF_SYSTEMS, LEAST_OLDER, MOST_CHARACTERS, POLICY,
};
pub(crate) use policy::{Policy, Style};
pub(crate) use pool::busy;
pub use pool::{Cost, HashingPool, Place};
pub(crate) use rules::{folded, normalise};
