//! Whatever is done to the stored audit behind the door's back is found.

use kernel::audit::{Report, verify};
use kernel::authority::Role;
use testkit::{Engine, Scratch, Stand, World, check};

use crate::sample::{Put, manifest};

#[test]
fn a_node_with_another_key_does_not_start() {
    for engine in testkit::engines().into_iter().filter(|engine| *engine == Engine::Postgres) {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let scratch = Scratch::new(engine).await;
            let open = async |key: &[u8]| {
                let opening = kernel::door::Opening {
                    target: scratch.target.clone(),
                    clock: kernel::clock::Clock::machine(),
                    key: kernel::audit::node_key(key),
                    ports: kernel::door::Ports::default(),
                };
                kernel::door::Door::open(opening, &[manifest()]).await
            };
            for _ in 0..2 {
                open(b"one key")
                    .await
                    .expect("the first key starts, again and again")
                    .close()
                    .await;
            }
            let fault = open(b"another key").await.err().expect("another key does not");
            assert!(fault.chain().contains("keys/audit-node"), "{}", fault.chain());
            scratch.remove().await;
        });
    }
}

#[test]
fn an_untouched_audit_verifies_and_counts_per_organisation() {
    check(
        || vec![manifest()],
        |world| async move {
            let (one, two) = (world.organisation("RX1").await, world.organisation("RX2").await);
            for number in 0..5 {
                world.done(world.operator(), Put::new(one, &number.to_string())).await;
            }
            world.done(world.operator(), Put::new(two, "other")).await;
            world.seal().await;
            let mut reader = world.door.reader().await.expect("a reader");
            let report =
                verify(&mut reader, world.door.node_key(), &[], None).await.expect("reads");
            assert_eq!(report.problems, []);
            assert_eq!(report.unsealed, 0);
            let numbers = reader
                .number(
                    "SELECT entries FROM audit_organisation WHERE organisation = $1",
                    &kernel::vals![one],
                )
                .await
                .expect("a number");
            assert_eq!(numbers, 5);
        },
    );
}

/// Opens the file behind the door's back and changes something.
async fn tampered(statements: &[&str]) -> Report {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let open = || {
        World::open(
            &scratch,
            Engine::Sqlite,
            vec![manifest()],
            kernel::door::Ports::default(),
            Stand::In,
        )
    };
    let world = open().await.expect("opens");
    let org = world.organisation("RX1").await;
    let admin = world.administrator(Role::LocalAdministrator, org).await;
    for number in 0..8 {
        world.done(admin.clone(), Put::new(org, &format!("name {number}"))).await;
    }
    world.door.close().await;
    let kernel::db::Target::Sqlite(path, _) = &scratch.target else { panic!("an SQLite target") };
    {
        let connection = rusqlite::Connection::open(path).expect("the file opens");
        for statement in statements {
            connection.execute_batch(statement).expect("the statement runs");
        }
    }
    let world = open().await.expect("opens again");
    let report =
        verify(&mut world.door.reader().await.expect("a reader"), world.door.node_key(), &[], None)
            .await
            .expect("reads");
    world.door.close().await;
    scratch.remove().await;
    report
}

#[test]
fn every_tampering_is_found() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        assert_eq!(tampered(&[]).await.problems, [], "the untouched file is the control");
        let acts = [
            "UPDATE audit SET actor = 'operator:else' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "UPDATE audit SET at = at + 1 WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "UPDATE audit SET effects = '[]' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "UPDATE audit SET facts = '[]' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "UPDATE audit SET outcome = 'refused' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "UPDATE audit SET concerns = '[]' WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "DELETE FROM audit WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
            "DELETE FROM audit_seal WHERE seq = 4",
            "DELETE FROM audit_seal WHERE seq = (SELECT MAX(seq) FROM audit_seal)",
            "UPDATE audit_seal SET leaf = zeroblob(32) WHERE seq = 4",
            "UPDATE audit_seal SET chain = zeroblob(32) WHERE seq = 4",
            "UPDATE audit_head SET seq = seq - 1",
            "UPDATE audit_head SET chain = zeroblob(32)",
            "UPDATE audit_organisation SET entries = entries - 1",
            "UPDATE audit_organisation SET chain = zeroblob(32)",
            "DELETE FROM audit_organisation",
            "DELETE FROM audit_concern WHERE number = 3",
            "UPDATE audit_concern SET organisation = zeroblob(16) WHERE number = 3",
            "UPDATE audit_concern SET number = 99 WHERE number = 8",
            "INSERT INTO audit_unsealed SELECT audit FROM audit_seal WHERE seq = 4",
            "INSERT INTO audit SELECT zeroblob(16), at, actor, face, organisation, command, outcome, code, subject_kind, subject, subject_version, concerns, effects, facts, request, mac FROM audit WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4); INSERT INTO audit_seal SELECT 0, zeroblob(16), leaf, chain FROM audit_seal WHERE seq = 4",
            "INSERT INTO audit SELECT zeroblob(16), at, actor, face, organisation, command, outcome, code, subject_kind, subject, subject_version, concerns, effects, facts, request, mac FROM audit WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4); INSERT INTO audit_seal SELECT -1, zeroblob(16), leaf, chain FROM audit_seal WHERE seq = 4",
            "INSERT INTO audit_concern SELECT organisation, 9, 1000, audit, chain FROM audit_concern WHERE number = 8; UPDATE audit_organisation SET entries = 9",
            "UPDATE audit_personal SET slot = -slot WHERE slot = 1",
            "INSERT INTO audit SELECT zeroblob(16), at, actor, face, organisation, command, outcome, code, subject_kind, subject, subject_version, concerns, effects, facts, request, mac FROM audit WHERE id = (SELECT audit FROM audit_seal WHERE seq = 4)",
        ];
        for act in acts {
            assert!(!tampered(&[act]).await.problems.is_empty(), "not found: {act}");
        }
        let swap = "UPDATE audit_seal SET seq = -seq WHERE seq IN (4, 5); UPDATE audit_seal SET seq = 9 + seq WHERE seq < 0";
        assert!(!tampered(&[swap]).await.problems.is_empty(), "two rows changed places");
    });
}

#[test]
fn a_personal_value_can_be_erased_but_not_changed() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        assert_eq!(tampered(&["DELETE FROM audit_personal"]).await.problems, []);
        assert!(
            !tampered(&["UPDATE audit_personal SET value = '\"x\"'"]).await.problems.is_empty()
        );
        assert!(
            !tampered(&["UPDATE audit_personal SET salt = zeroblob(16)"]).await.problems.is_empty()
        );
    });
}
