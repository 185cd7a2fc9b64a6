//! No clock, chance or environment outside the kernel: with them passed in, a test can set the
//! time, repeat the chance, and run beside others.
//!
//! Test code and this package are free, and so are build scripts, which cargo talks to through the
//! environment.

use super::Finding;
use crate::source::{Repository, places_of_word};

/// What is refused, and what to use.
const REFUSED: &[(&str, &str)] = &[
    ("SystemTime::now", "take the time from kernel::clock::Clock"),
    ("Instant::now", "take the time from kernel::clock::Clock"),
    ("Timestamp::now", "take the time from kernel::clock::Clock"),
    ("Zoned::now", "take the time from kernel::clock::Clock"),
    ("Utc::now", "take the time from kernel::clock::Clock"),
    ("Uuid::now_v7", "take identifiers from the kernel"),
    ("Uuid::new_v4", "take identifiers from the kernel"),
    ("thread_rng", "take chance from kernel::random"),
    ("rand::", "take chance from kernel::random"),
    ("SystemRandom", "take chance from kernel::random"),
    ("getrandom", "take chance from kernel::random"),
    ("env::var", "take settings from the configuration of the kernel"),
    ("env::vars", "take settings from the configuration of the kernel"),
    ("env::var_os", "take settings from the configuration of the kernel"),
];

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let is_held = |path: &str| {
        path.starts_with("crates/")
            && !path.starts_with("crates/kernel/")
            && !path.ends_with("/build.rs")
    };
    let mut findings = Vec::new();
    for file in repository.rust_files().filter(|file| is_held(&file.path)) {
        let code = file.product_code();
        for (refused, words) in REFUSED {
            for place in places(&code, refused) {
                findings.push(Finding::at(
                    file,
                    place,
                    format!("{refused} outside the kernel; {words}"),
                ));
            }
        }
    }
    findings
}

/// Whole words only; a name that ends in `::` is a whole word at its beginning.
fn places(code: &str, refused: &str) -> Vec<usize> {
    match refused.strip_suffix("::") {
        Some(module) => places_of_word(code, module)
            .filter(|place| code[place + module.len()..].starts_with("::"))
            .collect(),
        None => places_of_word(code, refused).collect(),
    }
}
