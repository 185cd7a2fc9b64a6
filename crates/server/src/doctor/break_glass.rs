//! Emergency accounts: whether there are enough, whether their keys were tried, and whether one was used.

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
            format!("{alarms} uses of an emergency account, or recoveries from this host, were not looked into."),
            "Find out who it was and why, then close the alarm under National, Emergency accounts.",
        );
    }
    if ready < wanted {
        found.warn(
            "break-glass",
            format!("{ready} of {wanted} emergency accounts are enrolled and have a key: when nobody else gets in, only this host does."),
            "Enrol them under National, Emergency accounts.",
        );
    } else if overdue > 0 {
        found.warn(
            "break-glass",
            format!("{overdue} emergency accounts were not tried for too long."),
            "Sign in with each key, seal it again, and close the alarm as a drill.",
        );
    } else {
        found.well("break-glass", format!("{ready} emergency accounts are ready."));
    }
}
