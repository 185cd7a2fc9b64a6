//! The program itself: backup, restore and move from the command line, and what a restored installation is.

use std::path::{Path, PathBuf};

use kernel::door::{Actor, Face};
use kernel::epoch::Cause;
use serde_json::{Value, json};
use server::restored;
use testkit::{Engine, engines};

use super::scene::run;
use super::site::{
    PASSWORD, Site, arrange, closed, done, home, is_signed_in, life, listing, operator, passphrase,
    person, text,
};

#[test]
fn a_restored_installation_brings_back_neither_sessions_nor_tokens_nor_used_codes() {
    for engine in engines() {
        run(async {
            let (site, other) = (Site::new(engine).await, Site::new(engine).await);
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let file = site.scratch.folder.join("backup").display().to_string();
            let door = site.door().await;
            let given = arrange(&door).await;
            closed(door).await;
            assert!(site.says(&["audit", "checkpoint"]).status.success());
            let door = site.door().await;
            assert!(is_signed_in(&door, &given.session).await);
            server::run::seal_all(&door).await;
            // Beside a process that has the installation open.
            let taken = site.asked(&["backup", &file, "--passphrase-file", &words, "--json"]);
            assert_eq!((&taken["verified"], &taken["has_keys"]), (&json!(true), &json!(true)));
            // Afterwards the code is used, and somebody comes.
            let redeem =
                json!({ "username": given.other, "code": given.code, "password": PASSWORD });
            done(&door, Actor::Anonymous, "start-code.redeem", redeem.clone()).await;
            person(&door, "Cy", "Moss").await;
            closed(door).await;
            assert!(site.says(&["audit", "checkpoint"]).status.success());

            let witnesses = site.folder.join("checkpoints").display().to_string();
            let trial = ["restore", &file, "--check", "--passphrase-file", &words];
            let refused = other.refused(&trial);
            assert!(refused.contains("--temporary"), "{refused}");
            let aside = other.scratch.folder.join("aside");
            std::fs::create_dir(&aside).expect("made");
            let checked = other.asked(&[
                "restore",
                &file,
                "--check",
                "--passphrase-file",
                &words,
                "--checkpoints",
                &witnesses,
                "--temporary",
                &aside.display().to_string(),
                "--json",
            ]);
            assert_eq!(listing(&aside), [], "a trial leaves nothing behind");
            assert!(!other.folder.exists(), "nor anywhere else");
            let before = listing(&site.folder);
            site.asked(&[&trial[..], &["--json"]].concat());
            assert_eq!(listing(&site.folder), before, "nor where there is an installation");
            let back = other.asked(&[
                "restore",
                &file,
                "--passphrase-file",
                &words,
                "--checkpoints",
                &witnesses,
                "--json",
            ]);
            assert_eq!(back["digest"], taken["digest"]);
            assert_eq!((&back["problems"], &checked["problems"]), (&json!([]), &json!([])));
            assert!(back["lost"].as_i64().expect("a number") >= 2, "{back}");
            assert_eq!(back["lost"], checked["lost"]);
            let digests = other.digests();
            assert_ne!(digests["digest"], taken["digest"], "its life is another one");
            assert_eq!(digests["rows"].as_u64(), back["rows"].as_u64().map(|rows| rows + 1));

            let door = other.door().await;
            let begun = life(&door).await;
            assert_eq!(begun.cause, Cause::Restored);
            assert!(begun.voided_at.is_some());
            assert!(!is_signed_in(&door, &given.session).await);
            let call = door.call(Actor::Anonymous, Face::Portal);
            let again = door.perform_by_name(call, "start-code.redeem", redeem).await;
            assert!(again.is_err(), "the code works a second time");
            let mut reader = door.reader().await.expect("a reader");
            let live = "SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM api_token WHERE revoked_at IS NULL) + (SELECT COUNT(*) FROM start_code WHERE used_at IS NULL)";
            assert_eq!(reader.number(live, &[]).await.expect("a count"), 0);
            assert!(tenant::is_held(&mut reader).await.expect("asked"));
            drop(reader);
            let notice = restored::notice(&door).await.expect("asked").expect("it is said");
            assert!(notice.contains("two platform administrators"), "{notice}");
            // Whoever knows the password signs in anew.
            let credentials = json!({ "username": given.address, "password": PASSWORD });
            let session = done(&door, Actor::Anonymous, "signin.admit", credentials).await;
            let page = home(&door, &text(&session["session_key"])).await;
            assert!(page.contains("restored from a backup"), "no banner: {page}");
            closed(door).await;
            let door = other.door().await;
            assert_eq!(life(&door).await, begun, "one restore, one life");
            let key = text(&session["session_key"]);
            assert!(is_signed_in(&door, &key).await);
            closed(door).await;
            assert_eq!(other.verified()["problems"], json!([]));
            site.remove().await;
            other.remove().await;
        });
    }
}

#[test]
fn what_is_refused_touches_nothing_and_what_is_replaced_is_kept() {
    for engine in engines() {
        run(async {
            let (site, other) = (Site::new(engine).await, Site::new(engine).await);
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let wrong = passphrase(&site.scratch.folder, "wrong", "correct horse battery stable");
            let short = passphrase(&site.scratch.folder, "short", "correct");
            let file = site.scratch.folder.join("backup").display().to_string();
            let door = site.door().await;
            arrange(&door).await;
            closed(door).await;
            // By a process of its own, which leaves no connection behind.
            let made = ["admin", "init", "--given-name", "Ann", "--family-name", "Hay"];
            assert!(other.says(&made).status.success());

            assert!(site.refused(&["backup", &file]).contains("--passphrase-file"));
            assert!(
                site.refused(&["backup", &file, "--passphrase-file", &short])
                    .contains("12 characters")
            );
            let parts = |folder: &Path| {
                let names = listing(folder).into_iter().map(|(path, ..)| path);
                names.filter(|path| path.to_string_lossy().contains(".part")).count()
            };
            assert!(!Path::new(&file).exists());
            assert_eq!(parts(&site.scratch.folder), 0);
            let taken = site.asked(&["backup", &file, "--passphrase-file", &words, "--json"]);
            assert_eq!(parts(&site.scratch.folder), 0);
            let taken_again = site.refused(&["backup", &file, "--passphrase-file", &words]);
            assert!(taken_again.contains("is there already"), "{taken_again}");

            let cut = site.scratch.folder.join("cut").display().to_string();
            let whole = std::fs::read(&file).expect("read");
            std::fs::write(&cut, &whole[..whole.len() - 1]).expect("written");
            // Reading the database may leave the engine's own files.
            let digests = other.digests();
            let files = listing(&other.folder);
            assert!(files.len() >= 2, "there is something to touch: {files:?}");
            let name = other.folder.file_name().expect("a name").to_string_lossy().into_owned();
            for (arguments, says) in [
                (vec!["restore", &file, "--passphrase-file", &wrong], "passphrase is not the one"),
                (
                    vec!["restore", &file, "--passphrase-file", &wrong, "--replace", &name],
                    "passphrase is not the one",
                ),
                (vec!["restore", &file], "--passphrase-file"),
                (vec!["restore", &cut, "--passphrase-file", &words, "--replace", &name], "damaged"),
                (vec!["restore", &file, "--passphrase-file", &words], "is not empty"),
                (
                    vec!["restore", &file, "--passphrase-file", &words, "--replace", "yes"],
                    "--replace takes the name",
                ),
            ] {
                let refused = other.refused(&arguments);
                assert!(refused.contains(says), "{arguments:?}: {refused}");
                assert_eq!(listing(&other.folder), files, "{arguments:?}");
            }
            assert_eq!(other.digests(), digests);

            let back = other.asked(&[
                "restore",
                &file,
                "--passphrase-file",
                &words,
                "--replace",
                &name,
                "--json",
            ]);
            assert_eq!(back["digest"], taken["digest"]);
            let aside = std::fs::read_dir(&other.folder).expect("a folder").filter_map(|entry| {
                let entry = entry.expect("an entry");
                entry
                    .file_name()
                    .to_string_lossy()
                    .starts_with("before-restore-")
                    .then(|| entry.path())
            });
            let aside: Vec<PathBuf> = aside.collect();
            assert_eq!(aside.len(), 1, "what was there is kept: {aside:?}");
            assert!(aside[0].join("keys/audit-node").exists());
            assert_eq!(aside[0].join("guildhall.db").exists(), engine == Engine::Sqlite);
            let door = other.door().await;
            assert_eq!(life(&door).await.cause, Cause::Restored);
            closed(door).await;
            assert_eq!(other.verified()["problems"], json!([]));
            site.remove().await;
            other.remove().await;
        });
    }
}

#[test]
fn a_file_put_back_by_hand_is_known_by_the_checkpoint_it_is_behind() {
    run(async {
        let site = Site::new(Engine::Sqlite).await;
        let door = site.door().await;
        let given = arrange(&door).await;
        closed(door).await;
        let (file, kept) = (site.folder.join("guildhall.db"), site.scratch.folder.join("kept"));
        std::fs::copy(&file, &kept).expect("copied");
        let door = site.door().await;
        assert_eq!(life(&door).await.cause, Cause::First, "a start is no restore");
        person(&door, "Cy", "Moss").await;
        closed(door).await;
        assert!(site.says(&["audit", "checkpoint"]).status.success());
        let held = site.verified()["rows"].as_i64().expect("a number");

        std::fs::copy(&kept, &file).expect("put back");
        let door = site.door().await;
        let begun = life(&door).await;
        assert_eq!(begun.cause, Cause::Behind);
        assert_eq!(begun.witnessed, held);
        assert!(!is_signed_in(&door, &given.session).await);
        // The record grows past what is lost, in another way.
        for family in ["One", "Two", "Three", "Four"] {
            person(&door, "Di", family).await;
        }
        closed(door).await;
        let aside = site.folder.join("checkpoints-lost-2");
        assert_eq!(listing(&aside).len(), 1, "the lost checkpoint is kept");
        assert!(site.says(&["audit", "checkpoint"]).status.success());
        let report = site.verified();
        assert_eq!((&report["problems"], &report["checkpoints"]), (&json!([]), &json!(1)));
        let door = site.door().await;
        assert_eq!(life(&door).await, begun, "known once");
        closed(door).await;
        site.remove().await;
    });
}

#[test]
fn an_installation_moves_there_and_back_and_stays_the_same() {
    let there = *engines().last().expect("an engine");
    run(async {
        let (first, second, third) = (
            Site::new(Engine::Sqlite).await,
            Site::new(there).await,
            Site::new(Engine::Sqlite).await,
        );
        let door = first.door().await;
        let given = arrange(&door).await;
        let begun = life(&door).await;
        closed(door).await;
        assert!(first.says(&["audit", "checkpoint"]).status.success());
        let head = first.verified()["head"].clone();
        let digests = first.digests();

        let moved = first.move_to(&second);
        assert_eq!(second.digests()["tables"], digests["tables"]);
        assert_eq!((&moved["digest"], &moved["head"]), (&digests["digest"], &head));
        let report = second.verified();
        assert_eq!((&report["problems"], &report["checkpoints"]), (&json!([]), &json!(1)));
        second.move_to(&third);
        let back = third.digests();
        // What every node of a server must agree on is written there at its first start.
        let tables = |digests: &Value| {
            let mut tables = digests["tables"].as_array().expect("a list").clone();
            tables.retain(|table| table["table"] != json!("installation"));
            tables
        };
        assert!(tables(&digests).len() > 40, "{digests}");
        assert_eq!(tables(&digests), tables(&back));
        assert_eq!(third.verified()["head"], head);

        // The source does not start any more, and where it does again it is a restored one.
        let refused = first.refused(&["do", "organisation.count"]);
        assert!(refused.contains("was moved to"), "{refused}");
        let door = third.door().await;
        assert_eq!(life(&door).await, begun, "its life goes on");
        assert!(is_signed_in(&door, &given.session).await);
        closed(door).await;
        restored::forget_move(&first.data()).expect("forgotten");
        let door = first.door().await;
        assert_eq!(life(&door).await.cause, Cause::Elsewhere);
        closed(door).await;
        for site in [first, second, third] {
            site.remove().await;
        }
    });
}

#[test]
fn one_organisation_in_a_backup_is_compared_with_what_it_is_now() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            let words = passphrase(&site.scratch.folder, "words", "correct horse battery staple");
            let file = site.scratch.folder.join("backup").display().to_string();
            let door = site.door().await;
            arrange(&door).await;
            let gone = person(&door, "Gil", "Poe").await;
            let mended = person(&door, "Mia", "Tan").await;
            closed(door).await;
            site.asked(&["backup", &file, "--passphrase-file", &words, "--json"]);
            let door = site.door().await;
            let fresh = person(&door, "Zoe", "Ash").await;
            let change = json!({ "person": mended["id"], "job_title": "Nurse" });
            done(&door, operator(), "person.change", change).await;
            done(&door, operator(), "person.disable", json!({ "person": gone["id"] })).await;
            closed(door).await;
            let before = site.digests();
            let found = site.asked(&[
                "restore",
                &file,
                "--passphrase-file",
                &words,
                "--organisation",
                "QZ1",
                "--diff",
                "--json",
            ]);
            assert_eq!(found["added"][0]["id"], fresh["id"]);
            assert_eq!(found["removed"], json!([]));
            assert_eq!(found["same"], 2);
            let changed = found["changed"].as_array().expect("a list");
            assert_eq!(changed.len(), 2);
            for person in changed {
                let expected = if person["id"] == mended["id"] {
                    json!({ "job_title": [null, "Nurse"] })
                } else {
                    assert_eq!(person["id"], gone["id"]);
                    json!({ "state": ["active", "disabled"] })
                };
                assert_eq!(person["attributes"], expected);
            }
            assert_eq!(site.digests()["digest"], before["digest"], "nothing was changed");
            let refused = site.refused(&[
                "restore",
                &file,
                "--passphrase-file",
                &words,
                "--organisation",
                "QZ9",
                "--diff",
            ]);
            assert!(refused.contains("could not find"), "{refused}");
            site.remove().await;
        });
    }
}
