//! Runs every suite in one order and says what each took.
//!
//! All suites run even after one has failed, so that one run shows everything that is to be put
//! right. A suite whose tool is absent is not passed over in silence: it stands in the summary as
//! not run, with the reason. The exit code is honest: anything but success means something failed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::{say, tidy};

/// How a suite ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failed,
    /// It could not run here, and why.
    NotRun(&'static str),
}

/// A suite by its name, and what runs it.
struct Suite {
    name: &'static str,
    run: fn(&Path) -> Result<Outcome>,
}

const SUITES: &[Suite] = &[
    Suite { name: "format", run: format },
    Suite { name: "clippy", run: clippy },
    Suite { name: "tidy", run: tidy },
    Suite { name: "deny", run: deny },
    Suite { name: "tests", run: tests },
    Suite { name: "browser", run: browser },
];

/// The variable through which tests learn where PostgreSQL is; `script/pg run` sets it.
const POSTGRES: &str = "GUILDHALL_TEST_POSTGRES";

/// Runs the named suites, or all; true where none failed.
pub(crate) fn run(root: &Path, named: &[&str]) -> Result<bool> {
    if let Some(unknown) =
        named.iter().find(|name| !SUITES.iter().any(|suite| suite.name == **name))
    {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.name).collect();
        bail!("there is no suite {unknown}; known are {}", known.join(", "));
    }
    let mut results = Vec::new();
    for suite in SUITES.iter().filter(|suite| named.is_empty() || named.contains(&suite.name)) {
        say::line(&format!("\n==> {}", suite.name));
        let (outcome, took) = timed(|| (suite.run)(root));
        let outcome = outcome.unwrap_or_else(|error| {
            say::problem(&format!("{error:#}"));
            Outcome::Failed
        });
        say::line(&result_line(suite.name, &outcome, took));
        results.push((suite.name, outcome, took));
    }
    say::line(&summary(&results));
    Ok(!results.iter().any(|(_, outcome, _)| *outcome == Outcome::Failed))
}

#[expect(
    clippy::disallowed_methods,
    reason = "this program measures its own suites; nothing of the product depends on it"
)]
fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = std::time::Instant::now();
    let answer = act();
    (answer, start.elapsed())
}

fn result_line(name: &str, outcome: &Outcome, took: Duration) -> String {
    let words = match outcome {
        Outcome::Passed => "passed".to_owned(),
        Outcome::Failed => "FAILED".to_owned(),
        Outcome::NotRun(reason) => format!("NOT RUN: {reason}"),
    };
    format!("{name:<8} {:>7.1} s  {words}", took.as_secs_f64())
}

fn summary(results: &[(&str, Outcome, Duration)]) -> String {
    let mut lines = vec!["\nSummary".to_owned()];
    lines.extend(results.iter().map(|(name, outcome, took)| result_line(name, outcome, *took)));
    let total: Duration = results.iter().map(|(_, _, took)| *took).sum();
    let failed: Vec<&str> = results
        .iter()
        .filter(|(_, outcome, _)| *outcome == Outcome::Failed)
        .map(|(name, _, _)| *name)
        .collect();
    let not_run =
        results.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::NotRun(_))).count();
    let verdict = match (failed.is_empty(), not_run) {
        (true, 0) => "everything passed".to_owned(),
        (true, count) => format!("nothing failed, {count} not run"),
        (false, _) => format!("FAILED: {}", failed.join(", ")),
    };
    lines.push(format!("{:<8} {:>7.1} s  {verdict}", "all", total.as_secs_f64()));
    lines.join("\n")
}

fn format(root: &Path) -> Result<Outcome> {
    // Only the names of the files: `cargo fmt` puts them right, so nobody needs to read the differences.
    succeeds(cargo(root).args(["fmt", "--all", "--check", "--", "-l"]))
}

fn clippy(root: &Path) -> Result<Outcome> {
    succeeds(cargo(root).args([
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

fn tests(root: &Path) -> Result<Outcome> {
    if !is_set(POSTGRES) {
        say::problem(&format!(
            "{POSTGRES} is not set, so tests of PostgreSQL have no server; start this with script/test"
        ));
    }
    if answers(cargo(root).args(["nextest", "--version"])) {
        return succeeds(cargo(root).args([
            "nextest",
            "run",
            "--workspace",
            "--locked",
            "--profile",
            "ci",
            "--no-tests",
            "pass",
        ]));
    }
    succeeds(cargo(root).args(["test", "--workspace", "--locked", "--no-fail-fast"]))
}

fn tidy(root: &Path) -> Result<Outcome> {
    Ok(if tidy::run(root)? { Outcome::Passed } else { Outcome::Failed })
}

/// The browser journeys, against the program as the tests built it.
fn browser(root: &Path) -> Result<Outcome> {
    if !root.join("web/test/run.mjs").exists() {
        return Ok(Outcome::NotRun("there are no browser tests in web/test yet"));
    }
    if succeeds(cargo(root).args(["build", "--locked", "--package", "server"]))? != Outcome::Passed
    {
        return Ok(Outcome::Failed);
    }
    succeeds(Command::new("node").arg("web/test/run.mjs").current_dir(root))
}

fn deny(root: &Path) -> Result<Outcome> {
    if !answers(cargo(root).args(["deny", "--version"])) {
        return Ok(Outcome::NotRun(
            "cargo-deny is not installed; licences and advisories were not checked",
        ));
    }
    succeeds(cargo(root).args(["deny", "--locked", "check"]))
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new("cargo");
    command.current_dir(root);
    command
}

/// Runs with the person looking on.
fn succeeds(command: &mut Command) -> Result<Outcome> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{program} could not be started"))?;
    Ok(if status.success() { Outcome::Passed } else { Outcome::Failed })
}

/// Whether a tool is there; what it prints is of no interest.
fn answers(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment is how script/pg tells the tests where the server is"
)]
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Outcome, summary};

    #[test]
    fn the_summary_names_what_failed_and_what_did_not_run() {
        let second = Duration::from_secs(1);
        let text = summary(&[
            ("format", Outcome::Passed, second),
            ("tests", Outcome::Failed, second),
            ("deny", Outcome::NotRun("absent"), second),
        ]);
        assert!(text.ends_with("all          3.0 s  FAILED: tests"), "{text}");
        assert!(text.contains("NOT RUN: absent"));
    }

    #[test]
    fn a_suite_that_did_not_run_is_no_success_in_silence() {
        let text = summary(&[("deny", Outcome::NotRun("absent"), Duration::ZERO)]);
        assert!(text.ends_with("nothing failed, 1 not run"), "{text}");
    }
}
