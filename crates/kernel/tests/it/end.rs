//! The look at the end of the record that a doctor can afford: what was done to the last acts is found.

use kernel::audit::note::Signer;
use kernel::audit::{Witness, publish, verify_end};
use kernel::authority::Role;
use kernel::db::{SqliteSettings, Target, read_only};
use kernel::door::{Actor, Ports};
use rusqlite::Connection;
use testkit::{Engine, Scratch, Stand, World};

use crate::sample::Put;
use crate::tampering::{State, manifests};

/// A file with a signed checkpoint and acts after it, and that checkpoint.
async fn history(scratch: &Scratch) -> Witness {
    let world = World::open(scratch, Engine::Sqlite, manifests(), Ports::default(), Stand::In)
        .await
        .expect("opens");
    let organisation = world.organisation("RX1").await;
    let admin = world.administrator(Role::LocalAdministrator, organisation).await;
    for number in 0..9 {
        if number == 6 {
            world.done(Actor::Service("checkpoints"), State {}).await;
        }
        world.done(admin.clone(), Put::new(organisation, &format!("name {number}"))).await;
    }
    let signer = Signer::new("test.example/audit", &[3; 32]).expect("a signer");
    let mut notes = Vec::new();
    let keep = |note: &str| {
        notes.push(note.to_owned());
        Ok(())
    };
    publish(world.door.database(), &signer, None, keep).await.expect("signed");
    world.door.close().await;
    Witness::read(&notes[0], &signer.verifier()).expect("a checkpoint")
}

async fn found(scratch: &Scratch, rows: i64, outside: &Witness) -> (i64, Vec<String>) {
    let Target::Sqlite(path, _) = &scratch.target else { panic!("a file") };
    let target = Target::Sqlite(path.clone(), SqliteSettings::default());
    let mut reader = read_only(&target).await.expect("a reader");
    let (read, problems) = verify_end(&mut reader, rows, Some(outside), None).await.expect("read");
    (read, problems.into_iter().map(|problem| problem.what).collect())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_done_to_the_last_acts_or_the_checkpoint_is_found() {
    // What is done, and whether the last three acts show it.
    let harms: [(&str, bool); 8] = [
        ("SELECT 1", false),
        (
            "UPDATE audit SET command = 'sample.put ' WHERE id = (SELECT audit FROM audit_seal WHERE seq = (SELECT seq FROM audit_head))",
            true,
        ),
        (
            "UPDATE audit_seal SET leaf = zeroblob(32) WHERE seq = (SELECT seq - 1 FROM audit_head)",
            true,
        ),
        (
            "UPDATE audit_seal SET chain = zeroblob(32) WHERE seq = (SELECT seq - 1 FROM audit_head)",
            true,
        ),
        ("DELETE FROM audit_seal WHERE seq = (SELECT seq - 1 FROM audit_head)", true),
        (
            "UPDATE audit_head SET seq = seq - 5, chain = (SELECT chain FROM audit_seal WHERE audit_seal.seq = audit_head.seq - 5)",
            true,
        ),
        ("UPDATE audit_checkpoint SET peaks_before = zeroblob(length(peaks_before))", true),
        // Beyond the last three: only reading all of it finds that.
        (
            "UPDATE audit SET command = 'sample.put ' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 2)",
            false,
        ),
    ];
    for (harm, shows) in harms {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let outside = history(&scratch).await;
        let Target::Sqlite(path, _) = &scratch.target else { panic!("a file") };
        Connection::open(path).and_then(|file| file.execute_batch(harm)).expect("harmed");
        let (read, problems) = found(&scratch, 3, &outside).await;
        assert_eq!(!problems.is_empty(), shows, "{harm}: {problems:?}");
        assert!(shows || read == 3, "{harm}: {read} acts were read");
        scratch.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_root_outside_is_found_and_a_short_record_is_read_whole() {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let outside = history(&scratch).await;
    let (read, problems) = found(&scratch, 1000, &outside).await;
    assert!(problems.is_empty() && read > 9, "{read}: {problems:?}");
    let other = Witness { root: [9; 32], ..outside.clone() };
    assert_eq!(found(&scratch, 3, &other).await.1.len(), 1, "another record was witnessed");
    let longer = Witness { size: outside.size + 100, ..outside };
    assert_eq!(found(&scratch, 3, &longer).await.1.len(), 1, "the end is missing");
    scratch.remove().await;
}
