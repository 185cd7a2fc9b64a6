//! What tests stand on: a real door on a real database, a clock moved by hand, actors with grants.
//!
//! [`check`] runs a test on SQLite and, where `GUILDHALL_TEST_POSTGRES` names a server (as `script/test` sees to),
//! on PostgreSQL too. It speaks to slices by commands, queries and facts only. Accounts and organisations of other
//! contexts are stood in for by answers from memory, so that a slice is tested without its neighbours; a test that
//! needs two slices lives in `server/tests/it`.

mod acts;
pub mod addresses;
mod cluster;
mod database;
pub mod fuzz;
mod pages;
mod plan;
mod world;

pub use acts::{EndRole, GiveRole, Note, Place, Serve, SetRule};
pub use cluster::{Cluster, OwnCluster};
pub use database::{
    Engine, Held, Scratch, close_table, engines, open_table, racing_engines, run_sql, try_sql,
};
pub use pages::{fetch, send_files, visit};
pub use plan::plan;
pub use world::{Stand, World, check, check_on, check_races};

/// A free port of this machine. It lies below those that the system hands out by itself: whoever asks again and again
/// whether somebody listens there never gets it as an own port, and so never meets itself.
pub fn free_port() -> u16 {
    loop {
        let drawn = u16::from_be_bytes(kernel::random::bytes::<2>());
        let port = 20_000 + drawn % 12_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
