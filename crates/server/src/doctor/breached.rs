//! The list of breached passwords of this node.

use signin::breached::{Damaged, Standing};

use super::{Findings, Patient, span};

/// What it is called among findings.
const WHAT: &str = "breached";
/// Days after which a list has long been followed by another one.
const OLD: i64 = 400;

/// Heading, length and index; where everything is read, every byte.
pub(super) fn look(patient: &Patient<'_>, thorough: bool, found: &mut Findings) {
    let list = patient.data.breached();
    let standing = if thorough { list.whole() } else { list.standing() };
    tell(standing, patient.now.micros(), found);
}

fn tell(standing: Result<Option<Standing>, Damaged>, now: i64, found: &mut Findings) {
    match standing {
        Ok(None) => found.note(
            WHAT,
            "There is no list of breached passwords, so none is refused for being on one. 'guildhall import breached-passwords FILE' brings one.",
        ),
        Ok(Some(Standing { entries, made_at, version })) => {
            let seconds = (now - made_at.micros()) / 1_000_000;
            let seen = format!(
                "{entries} breached passwords, version {version}, imported {} ago.",
                span(seconds)
            );
            if seconds > OLD * 86_400 {
                found.warn(WHAT, seen, "Import a newer list.");
            } else {
                found.well(WHAT, seen);
            }
        }
        Err(damaged) => found.problem(
            WHAT,
            format!("The list of breached passwords is damaged: {damaged}."),
            "Import it again with 'guildhall import breached-passwords FILE'. The service does not start with it.",
        ),
    }
}
