//! The file of this node that says where network addresses are.

use super::{Findings, Patient, span};

/// What it is called among findings.
const WHAT: &str = "places";
/// Days after which addresses have moved on.
const OLD: i64 = 120;

/// What the file says of itself.
pub(super) fn look(patient: &Patient<'_>, found: &mut Findings) {
    let places = patient.data.places();
    let path = places.path().display();
    match places.known() {
        Ok(None) => found.note(
            WHAT,
            format!("Where network addresses are is not known, so sign-ins show none and nobody is found to have travelled too fast. A city database in the MaxMind DB form at {path} brings it."),
        ),
        Ok(Some(known)) => {
            let made = i64::try_from(known.made_at).unwrap_or(i64::MAX);
            let seconds = patient.now.micros() / 1_000_000 - made;
            let seen = format!("Places of network addresses: {}, made {} ago.", known.kind, span(seconds));
            if seconds > OLD * 86_400 {
                found.warn(WHAT, seen, "Put a newer file in its place.");
            } else {
                found.well(WHAT, seen);
            }
        }
        Err(why) => found.problem(
            WHAT,
            format!("The places of network addresses in {path} are not known: {why}."),
            "Put the file there again, or remove it.",
        ),
    }
}
