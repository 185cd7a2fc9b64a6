//! What is read at the moment of asking: disk, database, record, followers, jobs, backups.

use kernel::clock::Timestamp;
use kernel::refusal::Fault;
use kernel::standing::Standing;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::registry::{Registry, Unit};

use super::Inner;
use super::backups::LastBackup;
use super::disk::Disk;

type One = Family<[(&'static str, String); 1], Gauge>;
type Two = Family<[(&'static str, String); 2], Gauge>;

/// What the database says.
struct Said {
    standing: Standing,
    epoch: i64,
    is_held: bool,
    glass: signin::break_glass::Readiness,
}

pub(super) async fn register(registry: &mut Registry, of: &Inner) {
    let now = of.door.clock().now();
    disk(registry, of);
    let waiting = of.checkpoints_waiting.clone();
    registry.register(
        "checkpoints_waiting",
        "Checkpoints that wait for their second place",
        waiting,
    );
    if let Ok(Some(last)) = LastBackup::of(&of.data) {
        let age = age(now, last.at);
        registry.register_with_unit(
            "backup_age",
            "Since the last backup was finished",
            Unit::Seconds,
            age,
        );
    }
    breached(registry, of);
    let said = read(of).await;
    let up = ConstGauge::new(i64::from(said.is_ok()));
    registry.register("database_up", "1 while the database answers", up);
    if let Ok(said) = said {
        record(registry, &said, now);
        work(registry, &said.standing, of, now);
    }
}

async fn read(of: &Inner) -> Result<Said, Fault> {
    let mut reader = of.door.reader().await?;
    let standing = Standing::read(&mut reader).await?;
    let epoch = kernel::epoch::current(&mut reader).await?.map_or(0, |epoch| epoch.number);
    let glass = signin::break_glass::readiness(&mut reader, of.door.clock().now()).await?;
    Ok(Said { standing, epoch, is_held: tenant::is_held(&mut reader).await?, glass })
}

/// Which list of breached passwords this node has: the version is the same on nodes with the same list.
fn breached(registry: &mut Registry, of: &Inner) {
    let passwords = One::default();
    // No list, or one that is damaged, counts none.
    let (version, entries) = match of.data.breached().standing() {
        Ok(Some(standing)) => (standing.version, standing.entries),
        _ => ("none".to_owned(), 0),
    };
    let entries = i64::try_from(entries).unwrap_or(i64::MAX);
    passwords.get_or_create(&[("version", version)]).set(entries);
    registry.register(
        "breached_passwords",
        "Passwords on the list of those that became known in data leaks, by its version",
        passwords,
    );
}

fn age(now: Timestamp, then: Timestamp) -> ConstGauge<f64> {
    ConstGauge::new((now.micros() - then.micros()).max(0) as f64 / 1e6)
}

fn disk(registry: &mut Registry, of: &Inner) {
    let mut bytes = |name, help, bytes: u64| {
        let gauge = ConstGauge::new(bytes as f64);
        registry.register_with_unit(name, help, Unit::Bytes, gauge);
    };
    if let Ok(disk) = Disk::of(&of.data.join("")) {
        bytes("disk_size", "The disk under the installation's folder", disk.size);
        bytes("disk_used", "What of it is in use", disk.used);
        bytes("disk_free", "What this process may still write to it", disk.free);
        if let Some(files) = disk.files_free {
            let files = ConstGauge::new(files as f64);
            registry.register("disk_files_free", "Files that can still be made on it", files);
        }
    }
    let size = |name| std::fs::metadata(of.data.join(name)).map(|file| file.len());
    let mut bytes = |name, help, bytes: u64| {
        let gauge = ConstGauge::new(bytes as f64);
        registry.register_with_unit(name, help, Unit::Bytes, gauge);
    };
    if let (Ok(file), log) = (size("guildhall.db"), size("guildhall.db-wal")) {
        bytes("database_file", "The database, where it is a file", file);
        bytes("database_log", "Its log, which starts over at about 200 MiB", log.unwrap_or(0));
    }
}

fn record(registry: &mut Registry, said: &Said, now: Timestamp) {
    let standing = &said.standing;
    let mut number =
        |name, help, number: i64| registry.register(name, help, ConstGauge::new(number));
    number("record_sealed", "Acts in the sealed order", standing.sealed);
    number(
        "record_unsealed",
        "Acts that wait for their seal, counted up to 10,000",
        standing.unsealed,
    );
    number("record_covered", "Acts that a signed checkpoint covers", standing.covered);
    number(
        "epoch",
        "The life of the database: 1, and one more for each time it was put back",
        said.epoch,
    );
    number(
        "tenant_held",
        "1 while nothing is sent to the tenant until two people release it",
        said.is_held.into(),
    );
    let amount = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    number(
        "break_glass_alarms",
        "Uses of an emergency account, or recoveries from the host, that nobody has closed",
        amount(said.glass.alarms),
    );
    number(
        "break_glass_ready",
        "Emergency accounts that are enrolled and have a key",
        amount(said.glass.ready),
    );
    number(
        "break_glass_overdue",
        "Emergency accounts whose key was not tried for too long",
        amount(said.glass.overdue),
    );
    if let Some(at) = standing.checkpoint_at {
        let age = age(now, at);
        registry.register_with_unit(
            "checkpoint_age",
            "Since the newest checkpoint was asked for",
            Unit::Seconds,
            age,
        );
    }
}

fn work(registry: &mut Registry, standing: &Standing, of: &Inner, now: Timestamp) {
    let (behind, failures) = (One::default(), One::default());
    // A follower that has not begun yet is as far behind as can be.
    for after in of.door.after() {
        let found = standing.followers.iter().find(|follower| follower.name == after.name);
        let label = [("follower", after.name.to_owned())];
        behind.get_or_create(&label).set(found.map_or(standing.sealed, |found| found.behind));
        failures.get_or_create(&label).set(found.map_or(0, |found| found.failures));
    }
    registry.register(
        "follower_behind",
        "Acts that a follower of the sealed order has not passed",
        behind,
    );
    registry.register(
        "follower_failures",
        "Failures in a row of a follower at its next act",
        failures,
    );
    let parked = ConstGauge::new(standing.parked_facts);
    registry.register("facts_parked", "Facts that a follower could not take in ten tries", parked);
    let (jobs, overdue) = (Two::default(), One::default());
    let ours = of.queues.iter().map(|queue| (*queue).to_owned());
    let theirs = standing.queues.iter().map(|queue| queue.queue.clone());
    for queue in ours.chain(theirs) {
        let found = standing.queues.iter().find(|found| found.queue == queue);
        let label = |state: &str| [("queue", queue.clone()), ("state", state.to_owned())];
        jobs.get_or_create(&label("waiting")).set(found.map_or(0, |found| found.waiting));
        jobs.get_or_create(&label("parked")).set(found.map_or(0, |found| found.parked));
        let due = found.and_then(|found| found.oldest_due);
        let late = due.map_or(0, |due| (now.micros() - due.micros()).max(0) / 1_000_000);
        overdue.get_or_create(&[("queue", queue)]).set(late);
    }
    registry.register("jobs", "Jobs, by queue, and whether they wait or were given up", jobs);
    registry.register_with_unit(
        "jobs_overdue",
        "Since the oldest job that waits was due",
        Unit::Seconds,
        overdue,
    );
}
