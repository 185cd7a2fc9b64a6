//! After a restore: Microsoft 365 is looked at and not written to, until two people release it.
//!
//! A database that was put back has forgotten what happened since its backup, and Microsoft 365 has not: bringing it
//! in line would undo there what was done meanwhile. So while the database is *held*, everything is planned and
//! nothing is sent; what would be sent is what *On the way* shows. Two different platform administrators, each by
//! themselves, release it.
//!
//! Used by `execute`, which asks [`is_held`] before it sends; by the frame of platform administrators' pages, by the
//! start of the service, and by the page of this slice. Invariants: one person counts once, however often they say so;
//! whoever has lost the role meanwhile counts no more; nobody counts who became an administrator after the restore by
//! anybody but the operator, or to whom anybody gave a start code or a password since, so that one person cannot be
//! two; the operator on the host cannot release. A further restore holds again.

mod authority;
mod commands;
mod messages;
mod portal;
mod queries;
mod store;

use axum::Router;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest};
use kernel::http::App;
use kernel::{commands, queries};

pub use commands::{ReleaseRestored, Released};
pub use portal::release_notice;
pub use queries::{ReleaseState, ReleaseView};
pub use store::is_held;

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "tenant/release",
        commands: commands![ReleaseRestored],
        queries: queries![ReleaseState],
        rules: authority::RULES,
        refusals: messages::ALL,
        guards: const {
            &[Guard::new(
                "tenant_release",
                "the life of a restored database",
                "two people who say so at once release it together",
            )]
        },
        migrations: &[Migration {
            number: 15,
            name: "0015_tenant_release",
            sql: include_str!("../../../../migrations/0015_tenant_release.sql"),
        }],
        ..Manifest::default()
    }
}

/// The page of the slice.
pub(crate) fn portal() -> Router<App> {
    portal::routes()
}
