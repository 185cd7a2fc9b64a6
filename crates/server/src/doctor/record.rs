//! The record: sealed, covered by checkpoints, and its end unchanged. `--thorough` reads all of it.

use kernel::audit::{Witness, verify_end};
use kernel::db::Reader;
use kernel::standing::Standing;

use super::{Findings, Patient, span, told};
use crate::{checkpoints, compose};

/// Acts at the end of the record that are read again.
const END: i64 = 1000;
/// Seconds by which nodes' clocks may differ without anybody being told.
const CLOCK: i64 = 30;
/// Acts that may wait for their seal: one look of the sealer takes 500.
const UNSEALED: i64 = 1000;

/// The newest checkpoint that is kept in the folder.
pub(super) fn outside(patient: &Patient<'_>, found: &mut Findings) -> Option<Witness> {
    let public = patient.data.join("keys/checkpoint.pub");
    if !public.is_file() {
        return None;
    }
    let newest = checkpoints::verifier(&public)
        .and_then(|key| checkpoints::newest(&patient.data.join("checkpoints"), &key));
    newest.unwrap_or_else(|error| {
        found.problem(
            "checkpoints",
            format!("The kept checkpoints could not be read: {error:#}."),
            "",
        );
        None
    })
}

pub(super) async fn look(
    patient: &Patient<'_>,
    outside: Option<&Witness>,
    reader: &mut Reader,
    found: &mut Findings,
) {
    match Standing::read(reader).await {
        Ok(standing) => standing_of(patient, &standing, found),
        Err(fault) => found.problem("record", told(&fault), ""),
    }
    let key = checkpoints::verifier(&patient.data.join("keys/checkpoint.pub")).ok();
    match verify_end(reader, END, outside, key.as_ref()).await {
        Ok((rows, problems)) if problems.is_empty() => {
            found.well(
                "record",
                format!(
                    "The last {rows} acts were read again; none was changed, removed or moved."
                ),
            );
        }
        Ok((_, problems)) => {
            let first = &problems[0];
            let place = first.seq.map_or_else(String::new, |seq| format!(" (place {seq})"));
            found.problem(
                "record",
                format!("The record is not as it was sealed: {}{place}, and {} more.", first.what, problems.len() - 1),
                "Keep the database as it is, tell whoever answers for security, and read all of it: guildhall audit verify.",
            );
        }
        Err(fault) => found.problem("record", told(&fault), ""),
    }
}

fn standing_of(patient: &Patient<'_>, standing: &Standing, found: &mut Findings) {
    if standing.unsealed > UNSEALED {
        found.warn(
            "seals",
            format!("{} acts wait for their seal.", standing.unsealed),
            "A process with the right keys/audit-node has to run: guildhall serve or work. Its log says why it does not seal.",
        );
    }
    let open = standing.sealed - standing.covered;
    let age = standing.checkpoint_at.map(|at| (patient.now.micros() - at.micros()) / 1_000_000);
    let patience = i64::from(patient.settings.alarms.checkpoint_minutes) * 60;
    if let Some(age) = age.filter(|age| *age < -CLOCK) {
        found.problem(
            "clock",
            format!("The newest checkpoint is from the future: {} from now.", span(-age)),
            "A clock was ahead, or this one is behind. Put it right, and look through what was done meanwhile: what is due by date was done too early.",
        );
    }
    match age {
        None if standing.sealed == 0 => found.note("checkpoints", "Nothing has happened yet, so there is no checkpoint."),
        None => found.warn(
            "checkpoints",
            "No checkpoint has been signed yet.",
            "Start guildhall serve, or guildhall work on PostgreSQL: it signs one within a minute.",
        ),
        // The act that states a checkpoint is covered by it.
        Some(age) if open > 0 && age > patience => found.warn(
            "checkpoints",
            format!("{open} acts wait for a checkpoint; the newest is {} old.", span(age)),
            "The process that keeps them has to run, with keys/checkpoint; its log says what hinders it.",
        ),
        Some(age) => found.well(
            "checkpoints",
            format!("{} acts are covered by a signed checkpoint; the newest is {} old.", standing.covered, span(age)),
        ),
    }
}

/// Reads all of it, as `guildhall audit verify` does.
pub(super) async fn whole(patient: &Patient<'_>, found: &mut Findings) {
    match compose::verify(patient.data, None, None).await {
        Ok(report) if report.problems.is_empty() => found.well(
            "record",
            format!("All {} acts were read again and compared with {} checkpoints; nothing was changed.", report.rows, report.witnesses),
        ),
        Ok(report) => found.problem(
            "record",
            format!("The record is not as it was sealed: {}, and {} more.", report.problems[0].what, report.problems.len() - 1),
            "Keep the database as it is and tell whoever answers for security. 'guildhall audit verify' lists all.",
        ),
        Err(error) => found.problem("record", format!("{error:#}."), ""),
    }
}
