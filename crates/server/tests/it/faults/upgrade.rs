//! `kill -9` while the program brings an earlier release's tables up to date: it is started again until it is up, and
//! then everything is as if nobody had killed it.
//!
//! On PostgreSQL two nodes start at the same moment each time, and one of them is killed, or both.
//! `GUILDHALL_UPGRADES` sets how many kills (8 in the test suite, more in `script/bench/upgrade`) and
//! `GUILDHALL_UPGRADE_PEOPLE` how many people there are; the seed is printed.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use kernel::db::{Reader, read_only};
use testkit::{Engine, Scratch};
use tokio::process::Child;

use super::release::{ACTS, KEY, OLD, State, make, state};
use crate::installation::{Dice, Installation, block_on, port, say, setting};
use crate::whole;

/// Looks at the progress after the step at which to kill, at most, before it is done: so that it lands anywhere in it.
const LOOKS: u64 = 40;

/// How far a database has been brought up to date.
#[derive(Clone, Copy, Debug)]
struct Progress {
    /// The step: migrations that are committed, or tables that the one transaction of all of them has changed so far.
    step: u64,
    /// Migrations that are committed.
    applied: i64,
}

impl Progress {
    async fn of(reader: &mut Reader, engine: Engine) -> Self {
        let locks = "SELECT COUNT(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND locktype = 'relation' \
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let applied = reader.number("SELECT COUNT(*) FROM schema_migration", &[]).await;
        let applied = applied.expect("the history can be read");
        let step = match engine {
            Engine::Sqlite => applied - OLD,
            _ => reader.number(locks, &[]).await.expect("the locks can be read"),
        };
        Self { step: u64::try_from(step).unwrap_or(0), applied }
    }
}

/// A node's folder and its process.
struct Node {
    installation: Installation,
    process: Option<Child>,
    port: u16,
}

impl Node {
    fn new(scratch: &Scratch, engine: Engine, number: u16) -> Self {
        // The embedded engine's file is in the folder of its only node.
        let folder = match engine {
            Engine::Sqlite => scratch.folder.clone(),
            _ => scratch.folder.join(format!("node-{number}")),
        };
        fs::create_dir_all(folder.join("keys")).expect("the folder is made");
        fs::write(folder.join("keys/audit-node"), KEY).expect("the key is written");
        let installation = Installation::new(folder, &scratch.target);
        Self { installation, process: None, port: port() + number }
    }

    fn start(&mut self) {
        let log = self.installation.folder.join("log");
        let log = File::options().create(true).append(true).open(log).expect("a log");
        self.process = Some(self.installation.spawn(self.port, log));
    }

    async fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().await.expect("it is killed");
        }
    }

    /// It must not have ended by itself.
    fn still_runs(&mut self) {
        let process = self.process.as_mut().expect("it was started");
        if let Some(ended) = process.try_wait().expect("it can be looked at") {
            let log = fs::read_to_string(self.installation.folder.join("log")).unwrap_or_default();
            panic!("a node ended by itself: {ended:?}: {log}");
        }
    }

    /// Returns once it answers; it must not end by itself.
    async fn is_up(&mut self) {
        let log = self.installation.folder.join("log");
        let process = self.process.as_mut().expect("it was started");
        tokio::select! {
            () = self.installation.answers() => {}
            ended = process.wait() => panic!(
                "a node ended by itself: {ended:?}: {}", fs::read_to_string(&log).unwrap_or_default()
            ),
        }
    }
}

fn nodes(scratch: &Scratch, engine: Engine) -> Vec<Node> {
    let count = if engine == Engine::Sqlite { 1 } else { 2 };
    (0..count).map(|number| Node::new(scratch, engine, number)).collect()
}

/// Waits until a step is reached, and looks a few times more; none if the end came first.
async fn until(
    reader: &mut Reader,
    engine: Engine,
    step: u64,
    mut looks: u64,
    all: i64,
) -> Option<Progress> {
    let looking = async {
        loop {
            let progress = Progress::of(reader, engine).await;
            if progress.applied == all {
                return None;
            }
            if progress.step >= step {
                if looks == 0 {
                    return Some(progress);
                }
                looks -= 1;
            }
            // Leaves the processor to the program, which it may share with us.
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), looking).await.expect("it goes on")
}

/// What an upgrade that nobody disturbs leaves, and the most steps seen in it.
async fn undisturbed(old: &Scratch, engine: Engine, all: i64) -> (State, u64) {
    let scratch = old.copy(engine).await;
    let mut reader = read_only(&scratch.target).await.expect("a reader");
    let mut node = nodes(&scratch, engine).remove(0);
    node.start();
    let mut steps = 0;
    while let Some(progress) = until(&mut reader, engine, 0, 0, all).await {
        steps = steps.max(progress.step);
        node.still_runs();
    }
    node.is_up().await;
    node.kill().await;
    drop(reader);
    let state = state(&scratch, engine).await.expect("it can be read");
    scratch.remove().await;
    (state, steps)
}

/// What a new installation has, all of whose nodes start at the same moment, and its migrations.
async fn fresh(engine: Engine) -> (Vec<String>, i64) {
    let scratch = Scratch::new(engine).await;
    let mut nodes = nodes(&scratch, engine);
    nodes.iter_mut().for_each(Node::start);
    for node in &mut nodes {
        node.is_up().await;
    }
    for node in &mut nodes {
        node.kill().await;
    }
    let state = state(&scratch, engine).await.expect("it can be read");
    assert_eq!(state.lives, ["first"], "a new installation is taken for a restored one");
    scratch.remove().await;
    (state.schema, state.history.len() as i64)
}

async fn comes_up(engine: Engine, kills: u64, seed: u64) {
    let people = setting("GUILDHALL_UPGRADE_PEOPLE", 20_000);
    let (dice, old) = (Dice::new(seed), make(engine, people).await);
    let (schema, all) = fresh(engine).await;
    let migrations =
        whole::manifests().iter().map(|manifest| manifest.migrations.len()).sum::<usize>();
    assert!(all > OLD && all as usize > migrations, "{all} migrations");
    let (expected, steps) = undisturbed(&old, engine, all).await;
    assert_same(&expected.schema, &schema);
    assert_eq!(expected.lives, ["first"]);
    assert!(expected.rows.iter().all(|(_, rows, _)| *rows > 0), "{:?}", expected.rows);
    let (mut killed, mut inside) = (0, 0);
    while killed < kills {
        let scratch = old.copy(engine).await;
        let mut reader = read_only(&scratch.target).await.expect("a reader");
        let mut nodes = nodes(&scratch, engine);
        for _ in 0..=dice.below(3) {
            nodes.iter_mut().filter(|node| node.process.is_none()).for_each(Node::start);
            let (step, looks) = (dice.below(steps.max(1)), dice.below(LOOKS));
            let seen = until(&mut reader, engine, step, looks, all).await;
            let first = usize::try_from(dice.below(nodes.len() as u64)).expect("a node");
            let is_both = dice.below(3) == 0;
            nodes[first].kill().await;
            if is_both {
                for node in &mut nodes {
                    node.kill().await;
                }
            }
            killed += 1;
            let now = Progress::of(&mut reader, engine).await;
            let is_inside = match engine {
                Engine::Sqlite => (OLD + 1..all).contains(&now.applied),
                // All of it is one transaction, which was open and was not committed.
                _ => seen.is_some_and(|seen| seen.step > 0) && now.applied == OLD,
            };
            inside += u64::from(is_inside);
        }
        nodes.iter_mut().filter(|node| node.process.is_none()).for_each(Node::start);
        for node in &mut nodes {
            node.is_up().await;
        }
        for node in &mut nodes {
            node.kill().await;
        }
        drop(reader);
        check(&scratch, engine, &expected, &nodes[0].installation).await;
        scratch.remove().await;
    }
    say(&format!(
        "{killed} kills on {engine:?}, {inside} of them between the first and the last migration"
    ));
    assert!(inside * 3 >= killed, "only {inside} of {killed} kills landed inside");
    old.remove().await;
}

/// Names only what differs: a schema is long.
fn assert_same(found: &[String], expected: &[String]) {
    let lacking = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    let (more, less) = (lacking(found, expected), lacking(expected, found));
    assert!(more.is_empty() && less.is_empty(), "more: {more:#?}, less: {less:#?}");
}

async fn check(scratch: &Scratch, engine: Engine, expected: &State, installation: &Installation) {
    let found = state(scratch, engine).await.expect("it can be read");
    assert_eq!(found.lives, expected.lives, "it is taken for a restored one");
    assert_eq!(found.history, expected.history);
    assert_eq!(found.rows, expected.rows);
    assert_same(&found.schema, &expected.schema);
    let mut reader = read_only(&scratch.target).await.expect("a reader");
    if engine == Engine::Sqlite {
        let sound =
            reader.rows("SELECT * FROM pragma_integrity_check", &[]).await.expect("a check");
        assert_eq!(sound[0].text(0).expect("a word"), "ok");
    }
    let sql = "SELECT COUNT(*) FROM audit WHERE command = 'rule.change'";
    assert_eq!(reader.number(sql, &[]).await.expect("a count"), ACTS);
    installation.verify().await;
    assert!(!Path::new(&installation.folder).join("checkpoints-lost-1").exists());
}

fn run(engine: Engine) {
    if !testkit::engines().contains(&engine) {
        return;
    }
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    let kills = setting("GUILDHALL_UPGRADES", 8);
    say(&format!("{kills} kills inside an upgrade on {engine:?} from GUILDHALL_SEED={seed}"));
    block_on(comes_up(engine, kills, seed));
}

#[test]
fn sqlite_comes_up_whole_however_often_it_is_killed_inside_a_migration() {
    run(Engine::Sqlite);
}

#[test]
fn postgres_comes_up_whole_however_often_one_of_two_nodes_is_killed_inside_a_migration() {
    run(Engine::Postgres);
}
