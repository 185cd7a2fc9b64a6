//! The lives of an installation: what is set aside and what stays, which keys, and what a broken restore leaves.

use std::fs::{self, File};
use std::io::Read as _;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use kernel::epoch::Cause;
use serde_json::json;
use server::observe::disk::Disk;
use server::restored;
use testkit::{Engine, engines};

use super::scene::run;
use super::site::{GUILDHALL, Site, arrange, closed, life, listing, passphrase, person};

/// Names in the installation's folder that begin like this.
fn beginning(folder: &Path, begins: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(begins));
    named.map(|entry| entry.path()).collect()
}

fn checkpoint(site: &Site) {
    let said = site.says(&["audit", "checkpoint"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn what_the_record_says_itself_is_not_set_aside_for_what_an_earlier_life_lost() {
    let there = *engines().last().expect("an engine");
    run(async {
        let (first, second) = (Site::new(Engine::Sqlite).await, Site::new(there).await);
        let door = first.door().await;
        arrange(&door).await;
        closed(door).await;
        let (file, kept) = (first.folder.join("guildhall.db"), first.scratch.folder.join("kept"));
        fs::copy(&file, &kept).expect("copied");
        let door = first.door().await;
        person(&door, "Cy", "Moss").await;
        closed(door).await;
        checkpoint(&first);
        // Put back by hand: what the checkpoint covers is lost, and life goes on past it.
        fs::copy(&kept, &file).expect("put back");
        let door = first.door().await;
        let begun = life(&door).await;
        assert_eq!((begun.cause, begun.number), (Cause::Behind, 2));
        for family in ["One", "Two", "Three", "Four"] {
            person(&door, "Di", family).await;
        }
        closed(door).await;
        checkpoint(&first);
        assert_eq!(listing(&first.folder.join("checkpoints-lost-2")).len(), 1);
        let report = first.verified();
        assert_eq!((&report["problems"], &report["checkpoints"]), (&json!([]), &json!(1)));

        first.move_to(&second);
        assert_eq!(beginning(&second.folder, "checkpoints-lost"), [] as [PathBuf; 0]);
        let report = second.verified();
        assert_eq!((&report["problems"], &report["checkpoints"]), (&json!([]), &json!(1)));
        // A folder that lost its memory, which on a server begins nothing.
        if there != Engine::Sqlite {
            fs::remove_file(second.folder.join("epoch")).expect("removed");
        }
        let door = second.door().await;
        assert_eq!(life(&door).await, begun);
        closed(door).await;
        // A node that was away meanwhile, and one that has checkpoints of both pasts.
        if there != Engine::Sqlite {
            let lost = listing(&first.folder.join("checkpoints-lost-2")).remove(0).0;
            let mut both = fs::read_to_string(lost).expect("read");
            both += &fs::read_to_string(&listing(&second.folder.join("checkpoints"))[0].0)
                .expect("read");
            fs::write(second.folder.join("checkpoints/2026-01-01.txt"), both).expect("written");
            let earlier = {
                let door = second.door().await;
                let mut reader = door.reader().await.expect("a reader");
                let row = reader.row("SELECT id FROM epoch WHERE number = 1", &[]).await;
                let id = row.expect("read").expect("a life").id(0).expect("a key");
                drop(reader);
                closed(door).await;
                id
            };
            restored::remember(&second.data(), earlier).expect("remembered");
            let door = second.door().await;
            assert_eq!(life(&door).await, begun);
            closed(door).await;
            assert_eq!(listing(&second.folder.join("checkpoints-lost-2")).len(), 1);
            assert_eq!(second.verified()["problems"], json!([]));
        }
        first.remove().await;
        second.remove().await;
    });
}

#[test]
fn whoever_goes_on_twice_with_what_was_moved_begins_two_lives() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            closed(site.door().await).await;
            for number in 2..4 {
                restored::remember_move(&site.data(), "It was moved.").expect("remembered");
                let refused = site.refused(&["do", "organisation.count"]);
                assert!(refused.contains("serve --again"), "{refused}");
                restored::forget_move(&site.data()).expect("forgotten");
                let door = site.door().await;
                let begun = life(&door).await;
                assert_eq!((begun.number, begun.cause), (number, Cause::Elsewhere));
                closed(door).await;
            }
            site.remove().await;
        });
    }
}

#[test]
fn nodes_that_are_the_first_at_once_are_no_restored_ones() {
    for engine in engines().into_iter().filter(|engine| *engine != Engine::Sqlite) {
        run(async {
            let (site, mut other) = (Site::new(engine).await, Site::new(Engine::Sqlite).await);
            other.url.clone_from(&site.url);
            site.data().node_key().expect("a key");
            let keys = other.data().join("keys/audit-node");
            fs::copy(site.folder.join("keys/audit-node"), keys).expect("copied");
            let (one, two) = tokio::join!(site.door(), other.door());
            let begun = life(&one).await;
            assert_eq!((begun.number, begun.cause), (1, Cause::First));
            assert_eq!(life(&two).await, begun);
            for door in [one, two] {
                closed(door).await;
            }
            for site in [&site, &other] {
                let kept = fs::read_to_string(site.folder.join("epoch")).expect("read");
                assert_eq!(kept.trim(), begun.id.to_string());
            }
            other.url = None;
            other.remove().await;
            site.remove().await;
        });
    }
}

#[test]
fn a_node_that_is_late_finds_everything_void_already() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            closed(site.door().await).await;
            restored::remember_move(&site.data(), "It was moved.").expect("remembered");
            restored::forget_move(&site.data()).expect("forgotten");
            let door = site.door().await;
            let begun = life(&door).await;
            assert!(begun.is_restored() && begun.voided_at.is_some());
            let voided = signin::sessions::void_restored(&door).await;
            assert_eq!(voided.expect("that is no reason to end"), 0);
            closed(door).await;
            site.remove().await;
        });
    }
}

#[test]
fn a_restore_leaves_the_keys_that_the_backup_does_not_have() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let file = |name: &str| site.scratch.folder.join(name).display().to_string();
            let door = site.door().await;
            arrange(&door).await;
            closed(door).await;
            checkpoint(&site);
            let all = site.asked(&["backup", &file("all"), "--passphrase-file", &words, "--json"]);
            assert_eq!(all["has_signing_key"], json!(true));
            // A node that keeps no checkpoints.
            let keys = ["keys/checkpoint", "keys/checkpoint.pub"];
            let kept = keys.map(|name| fs::read(site.folder.join(name)).expect("read"));
            for name in keys {
                fs::remove_file(site.folder.join(name)).expect("removed");
            }
            let some =
                site.asked(&["backup", &file("some"), "--passphrase-file", &words, "--json"]);
            assert_eq!(
                (&some["has_keys"], &some["has_signing_key"]),
                (&json!(true), &json!(false))
            );
            let said = site.says(&["backup", &file("said"), "--passphrase-file", &words]);
            let said = String::from_utf8_lossy(&said.stderr).into_owned();
            assert!(said.contains("THE SIGNING KEY IS NOT IN THIS BACKUP"), "{said}");

            // Put back where the key is, it stays.
            for (name, content) in keys.iter().zip(&kept) {
                fs::write(site.folder.join(name), content).expect("written");
            }
            let some = file("some");
            let back =
                ["restore", &some, "--passphrase-file", &words, "--replace", "data", "--json"];
            assert_eq!(site.asked(&back)["has_signing_key"], json!(false));
            for (name, content) in keys.iter().zip(&kept) {
                assert_eq!(&fs::read(site.folder.join(name)).expect("it stays"), content);
            }
            let aside = beginning(&site.folder, "before-restore-").remove(0);
            assert_eq!(fs::read(aside.join(keys[0])).expect("kept"), kept[0]);
            checkpoint(&site);
            assert_eq!(site.verified()["problems"], json!([]));

            // Another installation's does not.
            let other = Site::new(engine).await;
            closed(other.door().await).await;
            checkpoint(&other);
            // Which belong to another record, too.
            for (path, ..) in listing(&other.folder.join("checkpoints")) {
                fs::remove_file(path).expect("removed");
            }
            let said = other.says(&back[..6]);
            assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
            assert!(String::from_utf8_lossy(&said.stderr).contains("THE SIGNING KEY WAS NOT"));
            assert!(keys.iter().all(|name| !other.folder.join(name).exists()));
            other.remove().await;
            site.remove().await;
        });
    }
}

#[test]
fn a_database_that_no_node_could_open_is_not_put_back() {
    for engine in engines().into_iter().filter(|engine| *engine != Engine::Sqlite) {
        run(async {
            let (site, other) = (Site::new(engine).await, Site::new(engine).await);
            let door = site.door().await;
            arrange(&door).await;
            closed(door).await;
            let file = site.scratch.folder.join("backup").display().to_string();
            site.asked(&["backup", &file, "--without-keys", "--json"]);
            let refused = other.refused(&["restore", &file]);
            assert!(refused.contains("keys are neither"), "{refused}");
            assert!(!other.folder.exists(), "nothing was written");
            fs::create_dir_all(other.folder.join("keys")).expect("made");
            let key = "keys/audit-node";
            fs::copy(site.folder.join(key), other.folder.join(key)).expect("copied");
            other.asked(&["restore", &file, "--json"]);
            closed(other.door().await).await;
            site.remove().await;
            other.remove().await;
        });
    }
}

#[test]
fn what_a_restore_has_only_loaded_stops_nothing() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            let door = site.door().await;
            arrange(&door).await;
            closed(door).await;
            let file = site.scratch.folder.join("backup").display().to_string();
            site.asked(&["backup", &file, "--without-keys", "--json"]);
            let begun = site.digests();
            // Killed while it was loading, and once more while things were put in their places.
            let half = |name: &str| {
                fs::create_dir(site.folder.join(name)).expect("made");
                fs::write(site.folder.join(name).join("guildhall.db"), "half").expect("written");
            };
            half(restored::LOADING);
            site.asked(&["do", "organisation.count"]);
            assert_eq!(site.digests(), begun);
            half(restored::RESTORING);
            let refused = site.refused(&["do", "organisation.count"]);
            assert!(refused.contains("did not finish"), "{refused}");
            site.asked(&["restore", &file, "--replace", "data", "--json"]);
            assert_eq!(beginning(&site.folder, "restor"), [] as [PathBuf; 0]);
            let door = site.door().await;
            assert_eq!(life(&door).await.cause, Cause::Restored);
            closed(door).await;
            site.remove().await;
        });
    }
}

#[test]
fn what_does_not_start_gets_no_keys() {
    run(async {
        let site = Site::new(Engine::Sqlite).await;
        fs::create_dir_all(site.folder.join(restored::RESTORING)).expect("made");
        for verb in [&["serve"][..], &["do", "organisation.count"]] {
            site.refused(verb);
            let keys = site.folder.join("keys");
            assert!(!keys.exists() || listing(&keys).is_empty(), "{verb:?}");
        }
        site.remove().await;
    });
}

#[test]
fn a_copy_for_which_there_is_no_room_is_not_begun() {
    run(async {
        let site = Site::new(Engine::Sqlite).await;
        closed(site.door().await).await;
        let path = site.folder.join("guildhall.db");
        let long = fs::metadata(&path).expect("known").len();
        let database = File::options().write(true).open(&path).expect("opened");
        // With a hole that takes no room itself.
        let free = Disk::of(&site.folder).expect("it is looked at").free;
        database.set_len(free).expect("longer");
        let file = site.scratch.folder.join("backup").display().to_string();
        for verb in [&["backup", &file, "--without-keys"][..], &["dump", "--digest"]] {
            let refused = site.refused(verb);
            assert!(refused.contains("Make room there"), "{refused}");
        }
        database.set_len(long).expect("as long as it was");
        assert_eq!(beginning(&site.folder, "backup-copy"), [] as [PathBuf; 0]);
        site.asked(&["backup", &file, "--without-keys", "--json"]);
        site.remove().await;
    });
}

#[test]
fn a_signal_leaves_nothing_of_what_was_put_back_to_be_looked_at() {
    let site = run(async {
        let site = Site::new(Engine::Sqlite).await;
        let door = site.door().await;
        arrange(&door).await;
        closed(door).await;
        site
    });
    let file = site.scratch.folder.join("backup").display().to_string();
    site.asked(&["backup", &file, "--without-keys", "--json"]);
    // A service that has the installation, and never answers.
    let data = site.data();
    let _owned = data.own().expect("owned");
    let socket = UnixListener::bind(data.socket()).expect("bound");
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::HUP] {
        let mut looking = Command::new(GUILDHALL)
            .args(["restore", &file, "--organisation", "QZ1", "--diff"])
            .args(site.place())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        let (mut asked, _) = socket.accept().expect("it asks");
        let copies = beginning(&site.folder, "restore-check-");
        assert_eq!(copies.len(), 1, "it looks into a copy");
        assert!(fs::metadata(copies[0].join("guildhall.db")).expect("known").len() > 0);
        let process = rustix::process::Pid::from_child(&looking);
        rustix::process::kill_process(process, signal).expect("told");
        let ended = looking.wait().expect("it ends");
        assert_eq!(ended.code(), Some(128 + signal.as_raw()));
        assert_eq!(beginning(&site.folder, "restore-check-"), [] as [PathBuf; 0]);
        let _ = asked.read(&mut [0; 16]);
    }
    run(site.remove());
}

#[test]
fn a_folder_that_has_lost_its_database_begins_no_empty_one() {
    run(async {
        let site = Site::new(Engine::Sqlite).await;
        let door = site.door().await;
        arrange(&door).await;
        closed(door).await;
        for file in ["guildhall.db", "guildhall.db-wal", "guildhall.db-shm"] {
            let _ = fs::remove_file(site.folder.join(file));
        }
        let before = listing(&site.folder);
        for verb in [&["serve"][..], &["admin", "init", "--given-name", "A", "--family-name", "B"]]
        {
            let words = site.refused(verb);
            assert!(words.contains("remembers an installation"), "{words}");
            assert!(words.contains("guildhall restore"), "{words}");
        }
        let names = |listed: &[(PathBuf, u64, std::time::SystemTime)]| {
            listed.iter().map(|(path, ..)| path.clone()).collect::<Vec<_>>()
        };
        let after = names(&listing(&site.folder));
        let added: Vec<_> = after.iter().filter(|path| !names(&before).contains(path)).collect();
        assert!(!after.contains(&site.folder.join("guildhall.db")), "{added:?}");
        site.remove().await;
    });
}
