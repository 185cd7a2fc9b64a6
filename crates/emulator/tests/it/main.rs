//! The emulator over real sockets: what a client of Microsoft Graph may rely on.

#![expect(clippy::unwrap_used, reason = "tests")]

mod batches;
mod deletions;
mod deltas;
mod faults;
mod journals;
mod licences;
mod lists;
mod people;
mod refusals;
mod tokens;
mod transports;
mod world;
