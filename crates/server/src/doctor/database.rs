//! The database: whether it answers, is of this release, and keeps what it acknowledges.

use kernel::db::{self, Inspection, Reader};

use super::{Findings, Patient, size, told};
use crate::compose;

/// What the engine says of itself, and a connection to go on with; none if there is none.
pub(super) async fn look(
    patient: &Patient<'_>,
    thorough: bool,
    found: &mut Findings,
) -> Option<(Inspection, Reader)> {
    let target = patient.data.target();
    let inspection = match db::inspect(&target, &compose::manifests()).await {
        Ok(inspection) => inspection,
        Err(fault) => {
            found.problem(
                "database",
                format!("The database does not answer: {}", told(&fault)),
                "Start it, or put its address right (--database). If it was never set up: guildhall admin init.",
            );
            return None;
        }
    };
    found.well(
        "database",
        format!("{} answers; it holds {}.", inspection.engine, size(inspection.bytes)),
    );
    release(&inspection, found);
    log(patient, &inspection, found);
    durability(&inspection, found);
    if thorough {
        whole(&target, found).await;
    }
    match db::read_only(&target).await {
        Ok(reader) => Some((inspection, reader)),
        Err(fault) => {
            found.problem("database", told(&fault), "");
            None
        }
    }
}

fn release(inspection: &Inspection, found: &mut Findings) {
    match (&inspection.unfit, inspection.waiting) {
        (Some(why), _) => found.problem(
            "release",
            format!("This program cannot start on the database: {why}."),
            "Install the release that made it, or put back a backup from before.",
        ),
        (None, 0) => found.well("release", "The database is of this release."),
        (None, waiting) => found.note(
            "release",
            format!("{waiting} migrations wait; the next start of this release runs them. Make a backup before."),
        ),
    }
}

fn log(patient: &Patient<'_>, inspection: &Inspection, found: &mut Findings) {
    let Some(bytes) = inspection.log_bytes else { return };
    if bytes > patient.settings.alarms.log_mib * 1024 * 1024 {
        found.warn(
            "log-file",
            format!("The database's log has grown to {}; it starts over at about 200 MiB.", size(bytes)),
            "Something reads for long, or the disk is too slow. A restart of the service writes it back into the database.",
        );
    } else {
        found.well("log-file", format!("The database's log holds {}.", size(bytes)));
    }
}

fn durability(inspection: &Inspection, found: &mut Findings) {
    for (name, value, right) in &inspection.unsafe_settings {
        found.problem(
            "durability",
            format!("The server's {name} is {value}: what was acknowledged can be lost."),
            format!("Set {name} = {right} in postgresql.conf and restart the server."),
        );
    }
    match inspection.standbys {
        None => {}
        Some(0) => found.note(
            "standby",
            "No standby has every commit (or this login may not see them); if the server's disk is lost, so is what is not in a backup.",
        ),
        Some(standbys) => found.well("standby", format!("{standbys} standby has every acknowledged commit.")),
    }
}

async fn whole(target: &db::Target, found: &mut Findings) {
    match db::examine(target).await {
        Ok(broken) if broken.is_empty() => {
            found.well("database", "The whole file was read and is sound.")
        }
        Ok(broken) => found.problem(
            "database",
            format!("The file is damaged: {}.", broken.join("; ")),
            "Stop the service, keep the file, and put back a backup. Look at the disk.",
        ),
        Err(fault) => found.problem("database", told(&fault), ""),
    }
}
