//! Turning the keys as their time comes, and withdrawing one before it.

mod turn;
mod withdraw;

pub(super) use turn::{PURPOSE, moves};
pub use turn::{TurnSigningKeys, Turned};
pub use withdraw::{WithdrawSigningKey, WithdrawnSigningKey};
