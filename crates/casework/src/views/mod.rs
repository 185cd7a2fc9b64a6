//! Saved views: a name for a list with its search, filters and columns, kept by each person for themselves.
//!
//! A list that can be saved shows [`portal::above`] over its rows: the reader's own views of it, and a form that keeps
//! the address as it is. A view is an address and no right: opening it asks what the reader may see at that moment, as if
//! the filters had been set by hand. So a view outlives a role and shows nothing without it.
//!
//! What always holds: a view is its owner's alone, and answers everybody else as one that does not exist; two views of
//! one list have two names; an address leads into this portal. They are dropped when the account is erased.

mod authority;
mod commands;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{RemoveView, RenameView, SaveView, Saved};
pub use model::AT_MOST;
pub use queries::{MyViews, ViewLine};

use facts::directory::AccountErased;
use kernel::db::Migration;
use kernel::door::{Manifest, Within};

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/views",
        commands: kernel::commands![SaveView, RenameView, RemoveView],
        queries: kernel::queries![MyViews],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, _, tx| {
            Box::pin(async move { Ok(store::forget(tx, fact.account).await?) })
        })],
        dated: &[&AT_MOST],
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 30,
            name: "0030_casework_views",
            sql: include_str!("../../../../migrations/0030_casework_views.sql"),
        }],
        ..Manifest::default()
    }
}
