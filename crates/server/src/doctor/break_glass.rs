//! Break-glass accounts: whether there are enough, whether their keys were tried, and whether one was used.

use kernel::db::Reader;
use signin::break_glass::{Readiness, readiness};

use super::{Findings, Patient, told};

pub(super) async fn look(patient: &Patient<'_>, reader: &mut Reader, found: &mut Findings) {
    let Readiness { ready, wanted, overdue, alarms } = match readiness(reader, patient.now).await {
        Ok(readiness) => readiness,
        Err(fault) => return found.problem("break-glass", told(&fault), ""),
    };
    if alarms > 0 {
        found.problem(
            "break-glass-alarms",
            format!("{alarms} uses of a break-glass account, or recoveries from this host, were not looked into."),
            "Find out who it was and why, then close the alarm under National, Break-glass accounts.",
        );
    }
    if ready < wanted {
        found.warn(
            "break-glass",
            format!("{ready} of {wanted} break-glass accounts are enrolled and have a key: when nobody else gets in, only this host does."),
            "Enrol them under National, Break-glass accounts.",
        );
    } else if overdue > 0 {
        found.warn(
            "break-glass",
            format!("{overdue} break-glass accounts were not tried for too long."),
            "Sign in with each key, seal it again, and close the alarm as a drill.",
        );
    } else {
        found.well("break-glass", format!("{ready} break-glass accounts are ready."));
    }
}
