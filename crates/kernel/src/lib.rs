//! The kernel: who is asking, whether they may, how it is recorded and where it is stored. Nothing of the business.
//!
//! Every change of the product is a *command* and every answer a *query*; both pass the one [`door`]. The door asks
//! [`authority`], runs the command in one transaction of the [`db`], and leaves one row in the [`audit`]. What
//! follows a change outside the transaction is done by [`followers`] of the sealed order and by durable [`jobs`].
//! This crate is also the only place that reads the [`clock`], draws [`random`] numbers and makes [`ids`].
//!
//! It does not know any organisation's rules, any page or any protocol.

pub mod audit;
pub mod authority;
pub mod backup;
pub mod clock;
pub mod columns;
pub mod config;
pub mod dated;
pub mod db;
pub mod door;
pub mod epoch;
pub mod followers;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod load;
pub mod random;
pub mod refusal;
pub mod secret;
pub mod standing;

use db::Migration;

/// Every migration this release knows, in order.
pub(crate) fn migrations_of(manifests: &[door::Manifest]) -> Vec<Migration> {
    let mut known = MIGRATIONS.to_vec();
    known.extend(manifests.iter().flat_map(|manifest| manifest.migrations));
    known.sort_by_key(|migration| migration.number);
    known
}

/// The kernel's own tables.
pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "0001_kernel_spine",
        sql: include_str!("../../../migrations/0001_kernel_spine.sql"),
    },
    Migration {
        number: 2,
        name: "0002_kernel_machine",
        sql: include_str!("../../../migrations/0002_kernel_machine.sql"),
    },
    Migration {
        number: 10,
        name: "0010_kernel_installation",
        sql: include_str!("../../../migrations/0010_kernel_installation.sql"),
    },
    Migration {
        number: 11,
        name: "0011_kernel_checkpoints",
        sql: include_str!("../../../migrations/0011_kernel_checkpoints.sql"),
    },
    Migration {
        number: 14,
        name: "0014_kernel_epoch",
        sql: include_str!("../../../migrations/0014_kernel_epoch.sql"),
    },
    Migration {
        number: 19,
        name: "0019_kernel_audit_keep",
        sql: include_str!("../../../migrations/0019_kernel_audit_keep.sql"),
    },
    Migration {
        number: 33,
        name: "0033_kernel_looks",
        sql: include_str!("../../../migrations/0033_kernel_looks.sql"),
    },
    Migration {
        number: 37,
        name: "0037_kernel_served",
        sql: include_str!("../../../migrations/0037_kernel_served.sql"),
    },
    Migration {
        number: 59,
        name: "0059_kernel_second_person",
        sql: include_str!("../../../migrations/0059_kernel_second_person.sql"),
    },
];
