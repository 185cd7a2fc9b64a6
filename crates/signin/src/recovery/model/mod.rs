//! Who may go this way, how often, and what is carried on the way.

mod bounds;
mod network;
mod rules;
mod stage;
mod standing;
mod text;

pub(super) use bounds::Turn;
pub(super) use rules::check_open;
pub use rules::{
    AFTER_RESET_HOURS, FAILURES_A_DAY, FAILURES_AT_ONCE, MINUTES, NETWORK_A_DAY, OPEN, PROOFS,
    STRANGERS_A_DAY,
};
pub use stage::Asks;
pub(super) use stage::{Stage, Way};
pub(super) use standing::Standing;
pub(super) use text::send_text;
