//! Whole databases: what is at the edges of the types comes back as it was, and what one engine cannot hold is refused.

use std::io::Cursor;

use kernel::audit::node_key;
use kernel::authority::Role;
use kernel::backup::{Life, Protection, Restore, check as whole, digest, take};
use kernel::db::{Over, SqliteSettings, Target, read_only};
use kernel::ids::OrganisationId;
use rusqlite::Connection;
use testkit::{Engine, Scratch, Stand, World, engines};

use crate::sample::{Put, manifest};

fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime can be made").block_on(work)
}

async fn filled(scratch: &Scratch, engine: Engine, names: &[String]) -> World {
    let opened =
        World::open(scratch, engine, vec![manifest()], kernel::door::Ports::default(), Stand::In);
    let world = opened.await.expect("the door opens");
    let organisation: OrganisationId = world.organisation("RX1").await;
    let admin = world.administrator(Role::LocalAdministrator, organisation).await;
    for name in names {
        world.done(admin.clone(), Put::new(organisation, name)).await;
    }
    world.seal().await;
    world
}

#[test]
fn empty_long_and_strange_texts_come_back_as_they_were() {
    let names = ["".to_owned(), "\u{1}\u{7f}é\u{10ffff}\r\n'\"\\".to_owned(), "x".repeat(3 << 20)];
    for engine in engines() {
        run(async {
            let scratch = Scratch::new(engine).await;
            let world = filled(&scratch, engine, &names).await;
            let taken = take(&scratch.target, None, &[], &Protection::None, Vec::new()).await;
            let (file, heading, digests) = taken.expect("a backup");
            assert!(!heading.has_keys);
            let manifests = [manifest()];
            let checked = whole(&file[..], &Protection::None, &manifests).expect("it is whole");
            let path = scratch.folder.join("back.db");
            let target =
                Target::Sqlite(path, SqliteSettings { cache_mib: 16, ..Default::default() });
            let restore = Restore {
                target: &target,
                over: Over::Nothing,
                manifests: &manifests,
                key: &node_key(b"a key for tests"),
                witnesses: &[],
                life: Life::Same,
                remembered: None,
                despite_problems: false,
            };
            let back = restore.from_file(Cursor::new(&file), &Protection::None, &checked).await;
            assert_eq!(back.expect("it is put back").digests, digests);
            assert_eq!(digest(&target, None).await.expect("a digest"), digests);
            let mut reader = read_only(&target).await.expect("a reader");
            let rows = reader.rows("SELECT name FROM sample ORDER BY name", &[]).await;
            let found: Vec<String> =
                rows.expect("rows").iter().map(|row| row.text(0).expect("a text")).collect();
            let mut sorted = names.to_vec();
            sorted.sort();
            assert_eq!(found, sorted);
            world.door.close().await;
            drop((reader, world));
            scratch.remove().await;
        });
    }
}

#[test]
fn a_text_that_one_of_the_engines_cannot_hold_is_refused_and_no_table_is_forgotten() {
    run(async {
        let scratch = Scratch::new(Engine::Sqlite).await;
        let world = filled(&scratch, Engine::Sqlite, &["one".to_owned()]).await;
        world.door.close().await;
        let Target::Sqlite(path, _) = &scratch.target else { panic!("it is a file") };
        let by_hand = Connection::open(path).expect("opened");
        by_hand.execute("UPDATE sample SET name = 'a' || char(0) || 'b'", []).expect("changed");
        let refused = digest(&scratch.target, None).await.expect_err("refused");
        assert!(refused.chain().contains("NUL"), "{}", refused.chain());
        by_hand.execute("UPDATE sample SET name = 'ab'", []).expect("changed");
        digest(&scratch.target, None).await.expect("it can be read out again");
        by_hand.execute("CREATE TABLE stranger (id INTEGER PRIMARY KEY)", []).expect("made");
        let refused = digest(&scratch.target, None).await.expect_err("refused");
        assert!(refused.chain().contains("stranger"), "{}", refused.chain());
        drop(by_hand);
        scratch.remove().await;
    });
}
