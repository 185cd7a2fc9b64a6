//! Random tampering with rows that a checkpoint covers, by somebody who can write the whole file and knows how it is
//! made: sometimes one change, sometimes every hash stamped anew after it. All of it is found.

use std::path::Path;

use aws_lc_rs::digest::{SHA256, digest};
use kernel::audit::merkle::leaf;
use kernel::audit::note::Signer;
use kernel::audit::{Summary, Witness, publish, verify, verify_end};
use kernel::authority::{Action, Resource, Role, Rule, Who};
use kernel::db::{Reader, SqliteSettings, Target, WriteTx, read_only};
use kernel::door::{Actor, Call, Command, Manifest, Permit, Ports};
use kernel::refusal::Result;
use rusqlite::Connection;
use rusqlite::types::Value;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use testkit::{Engine, Scratch, Stand, World};
use uuid::Uuid;

use crate::sample::{Put, manifest};

const TIMES: usize = 1000;
const STATE: Action = Action(kernel::audit::CHECKPOINT);

/// States a checkpoint, as the slice that owns this command does.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct State {}

impl Command for State {
    const NAME: &'static str = kernel::audit::CHECKPOINT;
    const ACTION: Action = STATE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        Summary::now(tx).await?.state(call.act.0, tx);
        Ok(())
    }
}

pub(crate) fn manifests() -> Vec<Manifest> {
    let state = Manifest {
        name: "state",
        commands: kernel::commands![State],
        rules: const { &[Rule::new(STATE, Who::SERVICE)] },
        ..Manifest::default()
    };
    vec![manifest(), state]
}

fn signer() -> Signer {
    Signer::new("test.example/audit", &[3; 32]).expect("a signer")
}

/// A file with some history, and the checkpoints over it.
async fn history(scratch: &Scratch) -> Vec<Witness> {
    let world = World::open(scratch, Engine::Sqlite, manifests(), Ports::default(), Stand::In)
        .await
        .expect("opens");
    for code in ["RX1", "RX2", "RX3"] {
        let organisation = world.organisation(code).await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        for number in 0..6 {
            let put = Put::new(organisation, &format!("{code} name {number}"));
            world.done(admin.clone(), put).await;
        }
        world.done(Actor::Service("checkpoints"), State {}).await;
    }
    let signer = signer();
    let mut notes = Vec::new();
    publish(world.door.database(), &signer, None, |note| {
        notes.push(note.to_owned());
        Ok(())
    })
    .await
    .expect("signed");
    world.door.close().await;
    let read = |note: &String| Witness::read(note, &signer.verifier()).expect("a checkpoint");
    notes.iter().map(read).collect()
}

/// Chance, from a seed that is printed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// Another value of the same kind.
fn another(value: &Value, dice: &mut Dice) -> Value {
    match value {
        Value::Integer(number) => {
            let by = 1 + dice.below(9) as i64;
            let others = [number + by, number - by, -number, 0];
            let other = others[dice.below(others.len())];
            Value::Integer(if other == *number { number + by } else { other })
        }
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            let place = dice.below(bytes.len());
            if let Some(byte) = bytes.get_mut(place) {
                *byte ^= 1 << dice.below(8);
            }
            Value::Blob(bytes)
        }
        Value::Text(text) => {
            let mut letters: Vec<char> = text.chars().collect();
            let place = dice.below(letters.len() + 1);
            match letters.get_mut(place) {
                Some(letter) if dice.below(2) == 0 => {
                    *letter = if *letter == 'A' { 'B' } else { 'A' };
                }
                Some(_) => drop(letters.remove(place)),
                None => letters.push(' '),
            }
            Value::Text(letters.into_iter().collect())
        }
        _ => Value::Text("something".to_owned()),
    }
}

const TABLES: [&str; 7] = [
    "audit",
    "audit_seal",
    "audit_concern",
    "audit_organisation",
    "audit_head",
    "audit_personal",
    "audit_checkpoint",
];

/// Changes, removes or swaps something; in words.
fn tamper(file: &Connection, dice: &mut Dice) -> Option<String> {
    let table = TABLES[dice.below(TABLES.len())];
    let count: i64 = file
        .query_row(&format!("SELECT COUNT(*) FROM {table}"), [], |row| row.get(0))
        .expect("a count");
    let columns: Vec<(String, bool)> = file
        .prepare(&format!("SELECT name, pk > 0 FROM pragma_table_info('{table}')"))
        .and_then(|mut all| all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
        .expect("columns");
    let keys: Vec<&str> =
        columns.iter().filter(|(_, is_key)| *is_key).map(|(name, _)| name.as_str()).collect();
    let keys = keys.join(", ");
    let row = dice.below(count as usize);
    let which =
        format!("({keys}) = (SELECT {keys} FROM {table} ORDER BY {keys} LIMIT 1 OFFSET {row})");
    // What is erased is no tampering, and neither is the newest checkpoint alone: it is signed again just as it was.
    let is_newest = table == "audit_checkpoint" && row + 1 == count as usize;
    if dice.below(5) == 0 && table != "audit_personal" && !is_newest {
        file.execute(&format!("DELETE FROM {table} WHERE {which}"), []).expect("removed");
        return Some(format!("row {row} of {table} removed"));
    }
    let (name, _) = &columns[dice.below(columns.len())];
    // Only what is sealed tells of the row; codes for rows that wait for their seal are not used here.
    if name == "mac" || (table == "audit_head" && name == "one") {
        return None;
    }
    let read = format!("SELECT {name} FROM {table} WHERE {which}");
    let before: Value = file.query_row(&read, [], |row| row.get(0)).expect("a value");
    let after = another(&before, dice);
    let write = format!("UPDATE {table} SET {name} = ?1 WHERE {which}");
    // A key that is taken, or a type that does not fit, is refused by the engine itself.
    file.execute(&write, [&after]).ok()?;
    Some(format!("{name} of row {row} of {table}: {before:?} became {after:?}"))
}

fn sha(kind: u8, before: &[u8], leaf: &[u8]) -> Vec<u8> {
    digest(&SHA256, &[&[kind], before, leaf].concat()).as_ref().to_vec()
}

/// Stamps every hash anew, as somebody who knows how would after changing a row.
fn stamp(file: &Connection) {
    let uuid = |value: Option<Vec<u8>>| value.and_then(|bytes| Uuid::from_slice(&bytes).ok());
    let mut rows = file
        .prepare("SELECT s.seq, a.id, a.at, a.actor, a.face, a.organisation, a.command, a.outcome, a.code, a.subject_kind, a.subject, a.subject_version, a.concerns, a.effects, a.facts, a.request FROM audit_seal s JOIN audit a ON a.id = s.audit ORDER BY s.seq")
        .expect("rows");
    let leaves: Vec<(i64, [u8; 32])> = rows
        .query_map([], |row| {
            let text = |column: usize| row.get::<_, Option<String>>(column);
            let id = |column: usize| row.get::<_, Option<Vec<u8>>>(column).map(uuid);
            let list = json!([
                "guildhall audit row 1",
                id(1)?,
                row.get::<_, i64>(2)?,
                text(3)?,
                text(4)?,
                id(5)?,
                text(6)?,
                text(7)?,
                text(8)?,
                text(9)?,
                id(10)?,
                row.get::<_, i64>(11)?,
                text(12)?,
                text(13)?,
                text(14)?,
                id(15)?
            ]);
            Ok((row.get(0)?, leaf(list.to_string().as_bytes())))
        })
        .and_then(Iterator::collect)
        .expect("leaves");
    let mut chain = vec![0; 32];
    for (seq, leaf) in &leaves {
        chain = sha(1, &chain, leaf);
        file.execute(
            "UPDATE audit_seal SET leaf = ?2, chain = ?3 WHERE seq = ?1",
            (seq, &leaf[..], &chain),
        )
        .expect("stamped");
    }
    file.execute("UPDATE audit_head SET chain = ?1", [&chain]).expect("stamped");
    let mut organisations =
        file.prepare("SELECT organisation FROM audit_organisation").expect("rows");
    let all: Vec<Vec<u8>> =
        organisations.query_map([], |row| row.get(0)).and_then(Iterator::collect).expect("keys");
    for organisation in all {
        let mut numbers = file
            .prepare(
                "SELECT number, seq FROM audit_concern WHERE organisation = ?1 ORDER BY number",
            )
            .expect("rows");
        let own: Vec<(i64, i64)> = numbers
            .query_map([&organisation], |row| Ok((row.get(0)?, row.get(1)?)))
            .and_then(Iterator::collect)
            .expect("numbers");
        let mut chain = vec![0; 32];
        for (number, seq) in own {
            let found = leaves.iter().find(|(at, _)| *at == seq);
            chain = sha(2, &chain, &found.map(|found| found.1).unwrap_or_default());
            file.execute(
                "UPDATE audit_concern SET chain = ?3 WHERE organisation = ?1 AND number = ?2",
                (&organisation, number, &chain),
            )
            .expect("stamped");
        }
        file.execute(
            "UPDATE audit_organisation SET chain = ?2 WHERE organisation = ?1",
            (&organisation, &chain),
        )
        .expect("stamped");
    }
}

async fn end_problems(path: &Path, witness: Option<&Witness>) -> usize {
    let target = Target::Sqlite(path.to_owned(), SqliteSettings::default());
    let mut reader = read_only(&target).await.expect("a reader");
    let key = signer().verifier();
    verify_end(&mut reader, 100, witness, Some(&key)).await.expect("it is read").1.len()
}

async fn problems(path: &Path, witnesses: &[Witness]) -> usize {
    let target = Target::Sqlite(path.to_owned(), SqliteSettings::default());
    let mut reader = read_only(&target).await.expect("a reader");
    let key = kernel::audit::node_key(b"a key for tests");
    match verify(&mut reader, &key, witnesses, Some(&signer().verifier())).await {
        Ok(report) => report.problems.len(),
        // A row that cannot even be read is found as well.
        Err(_) => 1,
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the seed may be given")]
fn a_thousand_random_tamperings_are_all_found() {
    let seed = std::env::var("GUILDHALL_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "GUILDHALL_SEED={seed}");
    let mut dice = Dice(seed);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let witnesses = history(&scratch).await;
        assert_eq!(witnesses.len(), 3);
        let Target::Sqlite(path, _) = &scratch.target else { panic!("an SQLite target") };
        let copy = scratch.folder.join("copy.db");
        std::fs::copy(path, &copy).expect("copied");
        assert_eq!(problems(&copy, &witnesses).await, 0, "the control");
        let file = Connection::open(&copy).expect("opens");
        stamp(&file);
        drop(file);
        assert_eq!(problems(&copy, &witnesses).await, 0, "stamped as it was");
        // The newest alone is what a crash between keeping and telling leaves.
        for (forgotten, is_found) in [
            ("size = 999", false),
            ("size = (SELECT MAX(size) FROM audit_checkpoint)", false),
            ("size = (SELECT MIN(size) FROM audit_checkpoint)", true),
            ("size > (SELECT MIN(size) FROM audit_checkpoint)", true),
            ("size > 0", true),
        ] {
            std::fs::copy(path, &copy).expect("copied");
            let file = Connection::open(&copy).expect("opens");
            file.execute(&format!("DELETE FROM audit_checkpoint WHERE {forgotten}"), [])
                .expect("removed");
            drop(file);
            assert_eq!(problems(&copy, &witnesses).await > 0, is_found, "forgotten: {forgotten}");
            assert_eq!(
                end_problems(&copy, witnesses.last()).await > 0,
                is_found && !forgotten.contains("= (SELECT MIN"),
                "forgotten: {forgotten}"
            );
        }
        // A signature of somebody else over what is so.
        std::fs::copy(path, &copy).expect("copied");
        let file = Connection::open(&copy).expect("opens");
        let other = Signer::new("test.example/audit", &[4; 32]).expect("a signer");
        let forge = "SELECT size, note FROM audit_checkpoint";
        let notes: Vec<(i64, String)> = file
            .prepare(forge)
            .and_then(|mut all| all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .expect("notes");
        for (size, note) in notes {
            let text = &note[..=note.find("\n\n").expect("an empty line")];
            file.execute(
                "UPDATE audit_checkpoint SET note = ?2 WHERE size = ?1",
                (size, other.sign(text)),
            )
            .expect("forged");
        }
        drop(file);
        assert_eq!(problems(&copy, &witnesses).await, 3, "forged signatures");
        assert_eq!(end_problems(&copy, witnesses.last()).await, 1, "a forged signature");
        let (mut tried, mut stamped) = (0, 0);
        while tried < TIMES {
            std::fs::copy(path, &copy).expect("copied");
            let file = Connection::open(&copy).expect("opens");
            let Some(what) = tamper(&file, &mut dice) else { continue };
            // A change of what only stamps hold is undone by stamping.
            let stamps = dice.below(2) == 0 && what.contains(" of audit:");
            if stamps {
                stamp(&file);
                stamped += 1;
            }
            drop(file);
            let found = problems(&copy, &witnesses).await;
            assert!(found > 0, "not found (stamped anew: {stamps}): {what}");
            tried += 1;
        }
        assert!(stamped > 20, "{stamped} were stamped anew");
        scratch.remove().await;
    });
}
