//! Words on the terminal.

use std::io::Write as _;

/// One line of an answer.
pub(crate) fn line(text: &str) {
    // Nobody reading any more (a closed pipe) is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// One line about the work itself.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// What went wrong.
pub(crate) fn problem(text: &str) {
    let _ = writeln!(std::io::stderr(), "guildhall: {text}");
}

/// Every fact with those who listen, and every listener's order.
pub(crate) fn facts() {
    let manifests = crate::compose::manifests();
    let names = [
        facts::access::NAMES,
        facts::directory::NAMES,
        facts::entitlement::NAMES,
        facts::notices::NAMES,
        facts::signin::NAMES,
        facts::tenant::NAMES,
    ]
    .concat();
    for name in names {
        line(name);
        for manifest in &manifests {
            for within in manifest.within.iter().filter(|within| within.fact == name) {
                line(&format!("  within  {} notes {:?}", manifest.name, within.notes));
            }
            for after in manifest.after.iter().filter(|after| after.facts.contains(&name)) {
                line(&format!("  after   {} as {}", manifest.name, after.name));
            }
        }
    }
}
