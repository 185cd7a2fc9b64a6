//! The machine: disk, clock, limits, backups.

use kernel::db::Inspection;
use rustix::process::{Resource, getrlimit};

use super::{Findings, Patient, size, span};
use crate::observe::backups::LastBackup;
use crate::observe::disk::{Disk, Level};

/// Files a process should be able to open: 4096 connections of people, and some of its own.
const FILES: u64 = 8192;
/// Seconds by which two clocks may differ: acts are ordered by time within an organisation's pages.
const CLOCKS: i64 = 5;

pub(super) fn look(patient: &Patient<'_>, found: &mut Findings) {
    match Disk::of(&patient.data.join("")) {
        Ok(disk) => {
            let seen = format!(
                "{}% of the disk is used; {} are free.",
                disk.used_percent(),
                size(disk.free)
            );
            match disk.level(&patient.settings.alarms) {
                Level::Well => found.well("disk", seen),
                Level::Filling => found.warn(
                    "disk",
                    seen,
                    "Make room, or move the folder to a larger disk, before it is full.",
                ),
                Level::Urgent => found.problem(
                    "disk",
                    seen,
                    "Make room now. When it is full, changes are refused; reading goes on.",
                ),
            }
        }
        Err(error) => {
            found.problem("disk", format!("The disk could not be looked at: {error}."), "")
        }
    }
    let files = getrlimit(Resource::Nofile).current;
    if files.is_some_and(|files| files < FILES) {
        found.note(
            "limits",
            format!("This account may open {} files; a busy service wants {FILES} (LimitNOFILE= in its unit).", files.unwrap_or(0)),
        );
    }
}

/// The clock of the database's machine beside ours.
pub(super) fn clock(patient: &Patient<'_>, inspection: &Inspection, found: &mut Findings) {
    let Some(theirs) = inspection.clock else { return };
    let apart = (patient.now.micros() - theirs.micros()).abs() / 1_000_000;
    if apart > CLOCKS {
        found.problem(
            "clock",
            format!("The clocks of this machine and of the database's are {} apart.", span(apart)),
            "Let both follow the same time servers (systemd-timesyncd or chrony).",
        );
    } else {
        found.well("clock", "The clocks of this machine and of the database's agree.");
    }
}

pub(super) fn backups(patient: &Patient<'_>, found: &mut Findings) {
    let patience = i64::from(patient.settings.alarms.backup_hours) * 3600;
    match LastBackup::of(patient.data) {
        Ok(Some(last)) => {
            let age = (patient.now.micros() - last.at.micros()) / 1_000_000;
            let read = if last.verified { "read again and compared" } else { "not read again" };
            let seen = format!("The last backup is {} old: {}, {}, {read}.", span(age), last.file, size(last.bytes));
            if age > patience {
                found.warn("backup", seen, "Make one every day, and keep it on another machine: guildhall backup.");
            } else if last.verified {
                found.well("backup", seen);
            } else {
                found.warn("backup", seen, "Leave --no-verify away: a backup that was never read is a hope.");
            }
        }
        Ok(None) => found.warn(
            "backup",
            "No backup was made from this folder.",
            "Make one every day, and keep it on another machine: guildhall backup. If another node makes them, look there.",
        ),
        Err(error) => found.problem("backup", format!("{error:#}."), ""),
    }
}
