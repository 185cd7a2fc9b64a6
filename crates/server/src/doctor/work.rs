//! What happens behind the acts: followers of the sealed order, and jobs.

use kernel::db::Reader;
use kernel::standing::Standing;

use super::{Findings, Patient, span, told};

/// Acts that a follower may be behind: one look takes 200.
const BEHIND: i64 = 5000;

pub(super) async fn look(patient: &Patient<'_>, reader: &mut Reader, found: &mut Findings) {
    let standing = match Standing::read(reader).await {
        Ok(standing) => standing,
        Err(fault) => return found.problem("work", told(&fault), ""),
    };
    followers(&standing, found);
    jobs(patient, &standing, found);
}

fn followers(standing: &Standing, found: &mut Findings) {
    for follower in &standing.followers {
        let (name, behind, failures) = (&follower.name, follower.behind, follower.failures);
        if failures > 0 {
            found.warn(
                "followers",
                format!("{name} has failed {failures} times at its next act; after ten it is set aside."),
                "The log says at what. Most often something outside is away, and it goes on by itself.",
            );
        } else if behind > BEHIND {
            found.warn(
                "followers",
                format!("{name} is {behind} acts behind."),
                "It catches up while guildhall serve, or work on PostgreSQL, runs.",
            );
        }
    }
    if standing.parked_facts > 0 {
        found.warn(
            "followers",
            format!("{} facts were set aside after ten failures.", standing.parked_facts),
            "The log has a line 'a fact was parked' for each, with the reason. The nightly comparison puts right what they would have done.",
        );
    }
    if found.0.iter().all(|finding| finding.what != "followers") {
        found.well("followers", "Everything that follows the record is up to date.");
    }
}

fn jobs(patient: &Patient<'_>, standing: &Standing, found: &mut Findings) {
    let patience = i64::from(patient.settings.alarms.job_minutes) * 60;
    for queue in &standing.queues {
        let name = &queue.queue;
        let late =
            queue.oldest_due.map_or(0, |due| (patient.now.micros() - due.micros()) / 1_000_000);
        if late > patience {
            found.warn(
                "jobs",
                format!("{} jobs wait in {name}; the oldest was due {} ago.", queue.waiting, span(late)),
                "Does guildhall serve, or work on PostgreSQL, run? Does what they call answer? The log says.",
            );
        }
        if queue.parked > 0 {
            found.warn(
                "jobs",
                format!("{} jobs in {name} were given up after ten tries.", queue.parked),
                "The page of whatever they are about says why, and has a button to try again.",
            );
        }
    }
    if found.0.iter().all(|finding| finding.what != "jobs") {
        let waiting: i64 = standing.queues.iter().map(|queue| queue.waiting).sum();
        found.well("jobs", format!("{waiting} jobs wait, none is overdue, none was given up."));
    }
}
