//! The developer's commands: `cargo xtask ci`, `cargo xtask tidy`, `cargo xtask new-capability`.
//!
//! Used by `script/test`, by continuous integration and by hand. It knows the rules of this
//! repository that no compiler checks (who may depend on whom, where SQL may stand, which words a
//! person may read) and runs every suite in one order with its seconds.
//!
//! It depends on no crate of the workspace, so it builds in seconds and runs while they are broken.
//! It never changes a file, except `new-capability`, which only adds.

mod ci;
mod lexer;
mod new_capability;
mod say;
mod source;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask ci [SUITE...]                   runs all suites, or those named
cargo xtask tidy                            checks the rules of the repository
cargo xtask new-capability CONTEXT/SLICE    writes the folder of a new capability

Suites: format clippy tests tidy browser deny";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        [] | ["--help" | "-h" | "help"] | [_, "--help" | "-h"] => {
            say::line(HELP);
            Ok(true)
        }
        ["ci", suites @ ..] => ci::run(&root(), suites),
        ["tidy"] => tidy::run(&root()),
        ["new-capability", name] => new_capability::run(&root(), name),
        _ => Err(anyhow::anyhow!("there is no such command.\n{HELP}")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            say::problem(&format!("{problem:#}"));
            ExitCode::from(2)
        }
    }
}

/// The folder of the workspace: the parent of this package, wherever the caller stands.
fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().expect("this package lies inside the workspace").to_path_buf()
}
