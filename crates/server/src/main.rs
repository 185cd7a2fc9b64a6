//! The `guildhall` program: one binary for every role of a process.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Memory of Rust and, through the same names, of the C libraries beside it: an answer of the identity provider makes some
/// thousand small pieces, and SQLite gives its pages back at every commit.
#[global_allocator]
static MEMORY: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    server::cli::main()
}
