//! Whole databases: what is at the edges of the types comes back as it was, and what one engine cannot hold is refused.

use std::io::{Cursor, Read, Seek, SeekFrom};
use std::sync::mpsc::{Sender, channel};

use kernel::audit::node_key;
use kernel::authority::Role;
use kernel::backup::{Life, OwnFile, Protection, Restore, Still, check as whole, digest, take};
use kernel::db::{Over, Target, read_only};
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
    let pairs =
        engines().into_iter().flat_map(|from| engines().into_iter().map(move |to| (from, to)));
    for (engine, to) in pairs {
        run(async {
            let scratch = Scratch::new(engine).await;
            let back = Scratch::new(to).await;
            let world = filled(&scratch, engine, &names).await;
            let taken = take(&scratch.target, None, &[], &Protection::None, Vec::new()).await;
            let (file, heading, digests) = taken.expect("a backup");
            assert!(!heading.has_keys);
            let manifests = [manifest()];
            let checked = whole(&file[..], &Protection::None, &manifests).expect("it is whole");
            let target = back.target.clone();
            let restore = Restore {
                target: &target,
                over: Over::Nothing,
                manifests: &manifests,
                key: &node_key(b"a key for tests"),
                witnesses: &[],
                life: Life::Same,
                remembered: None,
                despite_problems: false,
                before_commit: &|| Ok(()),
            };
            let restored = restore.from_file(Cursor::new(&file), &Protection::None, &checked).await;
            assert_eq!(restored.expect("it is put back").digests, digests, "{engine:?} to {to:?}");
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
            back.remove().await;
        });
    }
}

/// Opens the database in a thread of its own, as another process would, and stays connected until it is told.
fn somebody(target: &Target) -> Sender<()> {
    let (stay, left) = channel::<()>();
    let (came, here) = channel();
    let target = target.clone();
    std::thread::spawn(move || {
        run(async {
            let reader = read_only(&target).await.expect("a connection");
            came.send(()).expect("said");
            // Ends when the other side is dropped.
            let _ = left.recv();
            drop(reader);
        });
    });
    here.recv().expect("somebody came");
    stay
}

/// A backup during whose reading somebody connects to the database.
struct Meanwhile<'a> {
    file: Cursor<Vec<u8>>,
    target: &'a Target,
    come: Option<fn(&Target) -> Sender<()>>,
    stays: Option<Sender<()>>,
}

impl Read for Meanwhile<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if self.file.position() > 3 << 20
            && let Some(come) = self.come.take()
        {
            self.stays = Some(come(self.target));
        }
        self.file.read(out)
    }
}

impl Seek for Meanwhile<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

#[test]
fn whoever_comes_back_while_a_database_is_replaced_keeps_it_as_it_was() {
    for engine in engines().into_iter().filter(|engine| *engine != Engine::Sqlite) {
        run(async {
            let (source, there) = (Scratch::new(engine).await, Scratch::new(engine).await);
            for (scratch, name) in [(&source, "one"), (&there, "two")] {
                let world = filled(scratch, engine, &[name.to_owned()]).await;
                world.door.close().await;
            }
            // So long that most of it is read when room was made for it.
            let mut content = vec![0; 4 << 20];
            kernel::random::fill(&mut content);
            let filler = [OwnFile { name: "keys/filler".to_owned(), content }];
            let taken = take(&source.target, None, &filler, &Protection::None, Vec::new()).await;
            let (file, _, digests) = taken.expect("a backup");
            let before = digest(&there.target, None).await.expect("a digest");
            let manifests = [manifest()];
            let checked = whole(&file[..], &Protection::None, &manifests).expect("it is whole");
            let put_back = async |come: Option<fn(&Target) -> Sender<()>>| {
                let restore = Restore {
                    target: &there.target,
                    over: Over::SetAside("guildhall_before"),
                    manifests: &manifests,
                    key: &node_key(b"a key for tests"),
                    witnesses: &[],
                    life: Life::Same,
                    remembered: None,
                    despite_problems: false,
                    before_commit: &|| Ok(()),
                };
                let file = Meanwhile {
                    file: Cursor::new(file.clone()),
                    target: &there.target,
                    come,
                    stays: None,
                };
                restore.from_file(file, &Protection::None, &checked).await
            };
            let refused = put_back(Some(somebody)).await.expect_err("refused");
            assert!(refused.chain().contains("Somebody else"), "{}", refused.chain());
            assert_eq!(digest(&there.target, None).await.expect("a digest"), before);
            put_back(None).await.expect("it is put back");
            assert_eq!(digest(&there.target, None).await.expect("a digest"), digests);
            source.remove().await;
            there.remove().await;
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

#[test]
fn a_database_that_is_held_can_be_read_and_nothing_is_done_in_it() {
    for engine in engines() {
        run(async {
            let scratch = Scratch::new(engine).await;
            let world = filled(&scratch, engine, &["one".to_owned()]).await;
            if engine != Engine::Sqlite {
                let refused = Still::hold(&scratch.target).await.err().expect("somebody is there");
                assert!(refused.chain().contains("Somebody else"), "{}", refused.chain());
            }
            world.door.close().await;
            drop(world);
            let mut still = Still::hold(&scratch.target).await.expect("it is held");
            digest(&scratch.target, None).await.expect("it can be read");
            still.has_stayed().await.expect("nothing was done");
            match engine {
                // The lock of the folder keeps others away; what happens all the same is seen.
                Engine::Sqlite => {
                    filled(&scratch, engine, &["two".to_owned()]).await.door.close().await;
                    let moved = still.has_stayed().await.expect_err("something was done");
                    assert!(moved.chain().contains("meanwhile"), "{}", moved.chain());
                }
                _ => {
                    let stays = somebody(&scratch.target);
                    let seen = still.has_stayed().await.expect_err("somebody waits");
                    assert!(seen.chain().contains("Somebody else"), "{}", seen.chain());
                    drop(stays);
                    let held = "SELECT COUNT(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.granted AND l.mode = 'ExclusiveLock' AND c.relname IN ('schema_lock', 'audit', 'audit_head')";
                    let mut reader = read_only(&scratch.target).await.expect("a reader");
                    let held = reader.number(held, &[]).await.expect("a count");
                    assert_eq!(held, 3, "nobody starts, does or seals anything meanwhile");
                }
            }
            drop(still);
            filled(&scratch, engine, &["three".to_owned()]).await.door.close().await;
            scratch.remove().await;
        });
    }
}
