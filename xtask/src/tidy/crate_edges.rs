//! Which crate may depend on which: the direction of section 1 of the architecture.
//!
//! A crate may use those of a lower level. Within a level there is no edge, but for the few named
//! here. Development dependencies follow the same rule, and anyone may test with `testkit`.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::Finding;

/// The packages of the workspace with their dependencies, as cargo prints them.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    packages: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or nothing for a plain one.
    kind: Option<String>,
    /// Where the dependency lies on disk; only those of the workspace have one.
    path: Option<String>,
}

/// The levels of the house, lowest first.
const LEVELS: &[(&str, usize)] = &[
    ("kernel", 0),
    ("wire", 0),
    ("facts", 0),
    ("ui", 0),
    ("casework", 1),
    ("directory", 2),
    ("access", 3),
    ("signin", 3),
    ("entitlement", 3),
    ("partners", 3),
    ("service", 3),
    ("tenant", 4),
    ("change", 5),
    ("gateway", 5),
    ("server", 6),
];

/// Crates beside the levels, with all they may use.
const BESIDE: &[(&str, &[&str])] =
    &[("emulator", &["kernel", "wire"]), ("testkit", &["kernel", "facts"]), ("xtask", &[])];

/// Asks cargo.
pub(crate) fn read(root: &Path) -> Result<Metadata> {
    // Cargo tells its subcommands where it is; without that, the one on the path is right.
    let output = Command::new(option_env!("CARGO").unwrap_or("cargo"))
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cargo could not be started")?;
    if !output.status.success() {
        bail!(
            "cargo could not describe the workspace: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    serde_json::from_slice(&output.stdout)
        .context("cargo described the workspace in an unknown form")
}

pub(crate) fn check(metadata: &Metadata) -> Vec<Finding> {
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let manifest = match package.name.as_str() {
            "xtask" => "xtask/Cargo.toml".to_owned(),
            name => format!("crates/{name}/Cargo.toml"),
        };
        if level(&package.name).is_none() && beside(&package.name).is_none() {
            findings.push(Finding::of(&manifest, format!("the crate {} has no level; add it in xtask/src/tidy/crate_edges.rs with an ADR", package.name)));
            continue;
        }
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some())
        {
            let is_test_only = dependency.kind.as_deref() == Some("dev");
            // Testkit speaks facts, so whoever tests with it may name them.
            if is_test_only && matches!(dependency.name.as_str(), "testkit" | "facts") {
                continue;
            }
            if !may_use(&package.name, &dependency.name) {
                findings.push(Finding::of(
                    &manifest,
                    format!("{} may not depend on {}: move what both need down, or let them meet through facts", package.name, dependency.name),
                ));
            }
        }
    }
    findings
}

fn level(name: &str) -> Option<usize> {
    LEVELS.iter().find(|(known, _)| *known == name).map(|(_, level)| *level)
}

fn beside(name: &str) -> Option<&'static [&'static str]> {
    BESIDE.iter().find(|(known, _)| *known == name).map(|(_, allowed)| *allowed)
}

fn may_use(user: &str, used: &str) -> bool {
    if let Some(allowed) = beside(user) {
        return allowed.contains(&used);
    }
    match (user, used) {
        // Facts implement the kernel's envelope; the demo starts the emulator.
        ("facts", "kernel") | ("server", "emulator") => true,
        _ => match (level(user), level(used)) {
            (Some(user), Some(used)) => used < user,
            _ => false,
        },
    }
}
