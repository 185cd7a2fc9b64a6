//! The `guildhall` program: one binary for every role of a process.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}
