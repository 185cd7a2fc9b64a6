//! Tokens: how programs call the API for somebody.
//!
//! Used by the API's middleware on every request ([`resolve`]) and by people on their own page.
//!
//! Invariants:
//! - a token is 256 random bits, shown once; only its SHA-256 is kept;
//! - it acts as its owner and never beyond them: the door asks for the owner's standing and grants in every act;
//! - it ends on a day that is set when it is made, a year away at most, or when it is revoked; the tokens of a deleted
//!   account are revoked, those of a disabled one do nothing while it is disabled;
//! - a token that covers some actions only cannot make one that covers more.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::{AccountDeleted, AccountErased};
use kernel::door::{Manifest, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{CreateToken, NewToken, RevokeToken};
pub use model::MOST_DAYS;
pub use queries::{MyTokens, TokenItem, TokenList, TokenView, resolve};
pub(crate) use store::{count, revoke_all, void_all};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/tokens",
        commands: register![CreateToken, RevokeToken],
        queries: ask![MyTokens],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountDeleted, call, tx| {
                Box::pin(async move { Ok(store::revoke_all(tx, fact.account, call).await?) })
            }),
            Within::new(&[], |fact: AccountErased, call, tx| {
                Box::pin(async move { Ok(store::forget_names(tx, fact.account, call).await?) })
            }),
        ],
        dated: &[&MOST_DAYS],
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
