//! Backups: what was taken comes back the same on either engine, and what is not as it was written does not.

mod damage;
mod lives;
mod program;
mod recovering;
mod scene;
mod second_step;
mod site;

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kernel::audit::verify;
use kernel::backup::{self, Digests, Life, OwnFile, Protection, Restore, Restored};
use kernel::db::{Over, read_only};
use kernel::epoch::Cause;
use kernel::secret::Secret;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use testkit::{Engine, Scratch, engines};

use crate::whole;
use scene::{Person, done, installation, key, people, run};

fn sealed() -> Protection {
    Protection::Passphrase(Secret::new("correct horse battery staple".to_owned()))
}

fn own() -> Vec<OwnFile> {
    vec![OwnFile { name: "keys/audit-node".to_owned(), content: vec![7; 32] }]
}

async fn taken(scratch: &Scratch, protection: &Protection) -> (Vec<u8>, Digests) {
    let copy = scratch.folder.join("copy");
    let taken = backup::take(&scratch.target, Some(&copy), &own(), protection, Vec::new()).await;
    let (file, heading, digests) = taken.expect("a backup is taken");
    assert!(heading.has_keys);
    assert!(!copy.exists(), "the copy is taken away");
    (file, digests)
}

async fn put_back(file: &[u8], protection: &Protection, scratch: &Scratch, life: Life) -> Restored {
    let manifests = whole::manifests();
    let checked = backup::check(file, protection, &manifests).expect("the backup is whole");
    assert_eq!(checked.own, own());
    let restore = Restore {
        target: &scratch.target,
        over: Over::Nothing,
        manifests: &manifests,
        key: &key(),
        witnesses: &[],
        life,
        remembered: None,
        despite_problems: false,
        before_commit: &|| Ok(()),
    };
    restore.from_file(Cursor::new(file), protection, &checked).await.expect("it is put back")
}

async fn digest(scratch: &Scratch) -> Digests {
    backup::digest(&scratch.target, None).await.expect("a digest")
}

fn without_epoch(mut digests: Digests) -> Digests {
    digests.tables.retain(|table| table.table != "epoch");
    digests
}

/// Every pair of engines that this run has.
fn pairs() -> Vec<(Engine, Engine)> {
    let engines = engines();
    engines.iter().flat_map(|from| engines.iter().map(|to| (*from, *to))).collect()
}

#[test]
fn what_was_done_through_the_door_comes_back_the_same_on_either_engine() {
    let mut runner = TestRunner::new(Config { cases: 4, ..Config::default() });
    let strategy = prop::collection::vec(people(), 1..25);
    let outcome = runner.run(&strategy, |people: Vec<Person>| {
        for (from, to) in pairs() {
            run(async {
                let (source, target) = (Scratch::new(from).await, Scratch::new(to).await);
                let world = installation(&source, from, &people).await;
                world.seal().await;
                let (file, digests) = taken(&source, &Protection::None).await;
                assert_eq!(digest(&source).await, digests, "{from:?}: the same moment twice");
                let restored = put_back(&file, &Protection::None, &target, Life::Same).await;
                assert_eq!(restored.digests, digests);
                assert_eq!(digest(&target).await, digests, "{from:?} to {to:?}");
                // It is a database like any other: the record verifies, and it goes on.
                let again = scene::open(&target, to).await;
                let person =
                    json!({ "organisation": "QZ1", "given_name": "After", "family_name": "Wards" });
                done(&again, again.operator(), "person.create", person).await;
                again.seal().await;
                let mut reader = again.door.reader().await.expect("a reader");
                let report = verify(&mut reader, &key(), &[], None).await.expect("it is read");
                assert!(report.problems.is_empty(), "{:?}", report.problems);
                drop(reader);
                world.door.close().await;
                again.door.close().await;
                drop((world, again));
                source.remove().await;
                target.remove().await;
            });
        }
        Ok(())
    });
    outcome.expect("every case holds");
}

#[test]
fn a_restore_begins_another_life_and_changes_nothing_else() {
    for (from, to) in pairs() {
        run(async {
            let (source, target) = (Scratch::new(from).await, Scratch::new(to).await);
            let world = installation(&source, from, &[]).await;
            // On a server this one still waits for its seal when the backup is taken.
            let (file, digests) = taken(&source, &sealed()).await;
            let restored = put_back(&file, &sealed(), &target, Life::Another).await;
            let epoch = restored.epoch.expect("a life");
            assert_eq!(epoch.cause, Cause::Restored);
            assert!(epoch.voided_at.is_none());
            let mut reader = read_only(&target.target).await.expect("a reader");
            let waiting = reader.number("SELECT COUNT(*) FROM audit_unsealed", &[]).await;
            let waiting = waiting.expect("a count");
            drop(reader);
            if to == Engine::Sqlite {
                assert_eq!(waiting, 0, "nobody would seal it there");
            }
            if from == to {
                assert_eq!(without_epoch(digest(&target).await), without_epoch(digests));
            }
            world.door.close().await;
            drop(world);
            source.remove().await;
            target.remove().await;
        });
    }
}

#[test]
fn a_database_that_is_there_is_not_written_over() {
    for engine in engines() {
        run(async {
            let (source, target) = (Scratch::new(engine).await, Scratch::new(engine).await);
            let world = installation(&source, engine, &[]).await;
            let there = installation(&target, engine, &[]).await;
            there.seal().await;
            let (file, _) = taken(&source, &Protection::None).await;
            let before = digest(&target).await;
            let manifests = whole::manifests();
            let checked = backup::check(&file[..], &Protection::None, &manifests).expect("whole");
            let restore = Restore {
                target: &target.target,
                over: Over::Nothing,
                manifests: &manifests,
                key: &key(),
                witnesses: &[],
                life: Life::Another,
                remembered: None,
                despite_problems: true,
                before_commit: &|| Ok(()),
            };
            let refused = restore.from_file(Cursor::new(&file), &Protection::None, &checked).await;
            assert!(refused.is_err(), "{engine:?}");
            assert_eq!(digest(&target).await, before, "{engine:?}");
            world.door.close().await;
            there.door.close().await;
            drop((world, there));
            source.remove().await;
            target.remove().await;
        });
    }
}

#[test]
fn a_backup_taken_while_many_write_is_of_one_moment() {
    for engine in engines() {
        run(async {
            let source = Scratch::new(engine).await;
            let world = installation(&source, engine, &[]).await;
            let over = Arc::new(AtomicBool::new(false));
            let writers: Vec<_> = (0..6)
                .map(|writer| {
                    let (world, over) = (world.clone(), Arc::clone(&over));
                    tokio::spawn(async move {
                        let mut written = 0;
                        while !over.load(Ordering::Relaxed) {
                            let person = json!({ "organisation": "QZ1", "given_name": "Busy", "family_name": format!("Writer{writer}") });
                            done(&world, world.operator(), "person.create", person).await;
                            world.seal().await;
                            written += 1;
                        }
                        written
                    })
                })
                .collect();
            let mut files = Vec::new();
            for _ in 0..4 {
                files.push(taken(&source, &Protection::None).await);
            }
            over.store(true, Ordering::Relaxed);
            let mut written = 0;
            for writer in writers {
                written += writer.await.expect("it wrote");
            }
            assert!(written > 0, "somebody wrote meanwhile");
            assert_ne!(files[0].1, files[3].1, "what was written shows");
            for (file, _) in files {
                let target = Scratch::new(engine).await;
                // The record verifies, or it would not have been put back.
                put_back(&file, &Protection::None, &target, Life::Same).await;
                let mut reader = read_only(&target.target).await.expect("a reader");
                for sql in [
                    "SELECT COUNT(*) FROM account a WHERE NOT EXISTS (SELECT 1 FROM address x WHERE x.account = a.id)",
                    "SELECT COUNT(*) FROM account a WHERE NOT EXISTS (SELECT 1 FROM audit x WHERE x.id = a.act)",
                    "SELECT COUNT(*) FROM licence_account l WHERE l.balance <> (SELECT CAST(COALESCE(SUM(CASE WHEN m.target = l.id THEN m.amount ELSE -m.amount END), 0) AS BIGINT) FROM licence_movement m WHERE m.target = l.id OR m.source = l.id)",
                ] {
                    let found = reader.number(sql, &[]).await.expect("a count");
                    assert_eq!(found, 0, "{engine:?}: {sql}");
                }
                drop(reader);
                target.remove().await;
            }
            world.door.close().await;
            drop(world);
            source.remove().await;
        });
    }
}
