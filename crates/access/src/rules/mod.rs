//! Rules with numbers: what they are now, what they will be, and since when.
//!
//! Every capability declares its numbers with a default, bounds and where they come from; a platform administrator
//! sets a value from a day on, for everyone or for one organisation. What was in force on a day never changes
//! afterwards: a value that has begun is followed by another one, not overwritten.
//!
//! The list of numbers comes from the manifests. Whoever opens the door puts it into the ports as [`KnownRules`], so
//! that the command knows the bounds.

mod authority;
mod commands;
mod messages;
mod model;
pub mod portal;
mod queries;
#[cfg(test)]
mod tests;

pub use commands::ChangeRule;
pub(crate) use messages::title;
pub use messages::titled;
pub use model::KnownRules;
pub use queries::{RuleList, RuleValue};

use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/rules",
        commands: kernel::commands![ChangeRule],
        queries: kernel::queries![RuleList],
        rules: authority::RULES,
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
