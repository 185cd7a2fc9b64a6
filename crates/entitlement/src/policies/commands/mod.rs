//! What can be done with user policies.
//!
//! `edit` making one · `change` changing one · `default` which one newcomers get, and removing one · `people` moving people ·
//! `planned` what becomes of a move that waits for its day · `apply` the service's own command that brings members up ·
//! `members` what all of them share: how an account comes into a user policy and gets its licences · `plan` how a move
//! comes to wait, and ceases to.

mod apply;
mod change;
mod default;
mod edit;
pub(crate) mod members;
mod people;
pub(super) mod plan;
mod planned;

pub use apply::{Applied, ApplyPolicy};
pub use change::ChangePolicy;
pub use default::{MakeDefault, RemovePolicy};
pub use edit::{CreatePolicy, PolicyChangedTo};
pub use people::{MoveOutcome, MovePeople, MoveResult, PeopleMoved, Replaced};
pub use planned::{CancelMove, MovePlanned};
