//! Rules with numbers: what they are now, what they will be, and since when.
//!
//! Every capability declares its numbers with a default, bounds and where they come from; a platform administrator
//! sets a value from a day on, for everyone or for one organisation. What was in force on a day never changes
//! afterwards: a value that has begun is followed by another one, not overwritten.
//!
//! Of a few an organisation may have a stricter value of its own, which its primary administrators set; the stricter
//! of its own and the nation's counts, so a national change takes effect on its day everywhere.
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

pub use commands::{ChangeRule, TightenRule};
pub use messages::titled;
pub(crate) use messages::{in_words, title};
pub use model::KnownRules;
pub use queries::{OwnRules, OwnRulesOf, RuleList, RuleValue};

use kernel::door::Manifest;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "access/rules",
        commands: kernel::commands![ChangeRule, TightenRule],
        queries: kernel::queries![RuleList, OwnRulesOf],
        rules: authority::RULES,
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
