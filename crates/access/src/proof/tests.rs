//! Checkpoints and receipts: what holds is proved, and nothing else is.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::audit::note::{Signer, Verifier};
use kernel::audit::{Receipt, Witness, check, publish, verify};
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use kernel::random;
use serde_json::Value;
use testkit::{World, check as on_engines};

use super::{NewestCheckpoint, ReceiptOf, StateCheckpoint};
use crate::grants::{EndGrant, GiveGrant};
use crate::history::tests::{Hold, with_holds};

const NAME: &str = "guildhall.example/audit";

fn signer() -> Signer {
    Signer::new(NAME, &[7; 32]).expect("a signer")
}

fn key() -> Verifier {
    signer().verifier()
}

async fn give(world: &World, by: &Actor, person: AccountId, code: &str, reason: &str) {
    let give = GiveGrant {
        person,
        role: Role::LocalHelpDesk,
        organisation: Some(code.to_owned()),
        with_descendants: false,
        sector: None,
        starts_at: None,
        ends_at: None,
        covering_for: None,
        ticket: None,
        reason: reason.to_owned(),
    };
    let given = world.done(by.clone(), give).await;
    let reason = format!("{reason}, over");
    world.done(by.clone(), EndGrant { grant: given.grant, reason }).await;
}

/// Seals and signs what is stated; the notes.
async fn signed(world: &World) -> Vec<String> {
    world.seal().await;
    let mut notes = Vec::new();
    publish(world.door.database(), &signer(), None, |note| {
        notes.push(note.to_owned());
        Ok(())
    })
    .await
    .expect("it is published");
    notes
}

async fn checkpoint(world: &World) -> String {
    world.done(Actor::Service("checkpoints"), StateCheckpoint {}).await;
    signed(world).await.pop().expect("one checkpoint")
}

fn of(code: &str) -> ReceiptOf {
    ReceiptOf { organisation: code.to_owned() }
}

/// Some organisations in which something happened, some of it in two.
async fn nation(world: &World) -> Vec<(String, OrganisationId, Actor)> {
    let mut all = Vec::new();
    for number in 0..7 {
        let code = format!("RX{number}");
        let organisation = world.organisation(&code).await;
        let admin = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        for turn in 0..number {
            let person = world.person(&format!("Asha Number-{turn}"), organisation);
            give(world, &admin, person, &code, &format!("reason {turn}")).await;
        }
        world.seal().await;
        all.push((code, organisation, admin));
    }
    all
}

#[test]
fn a_receipt_holds_every_act_of_its_organisation_and_checks_offline() {
    on_engines(crate::manifests, |world| async move {
        let nation = nation(&world).await;
        let note = checkpoint(&world).await;
        let newest = world.asked(nation[0].2.clone(), &NewestCheckpoint {}).await.expect("one");
        assert_eq!(newest.note, note);
        let mut sizes = Vec::new();
        for (code, organisation, admin) in &nation {
            if code == "RX0" {
                continue;
            }
            let receipt = world.asked(admin.clone(), &of(code)).await;
            let proven = check(&receipt, &key()).expect("it holds");
            assert_eq!(receipt.organisation, organisation.0);
            assert_eq!(proven.size as i64, newest.size);
            sizes.push(proven.rows);
            // As it is read back from a file.
            let text = serde_json::to_string(&receipt).expect("JSON");
            let again: Receipt = serde_json::from_str(&text).expect("a receipt");
            assert_eq!(check(&again, &key()), Ok(proven));
        }
        assert_eq!(sizes, [2, 4, 6, 8, 10, 12], "two acts a turn");

        // What happens afterwards is not in it, and changes nothing about it.
        let (code, organisation, admin) = &nation[3];
        let before = world.asked(admin.clone(), &of(code)).await;
        let person = world.person("Bob Later", *organisation);
        give(&world, admin, person, code, "later").await;
        world.seal().await;
        let after = world.asked(admin.clone(), &of(code)).await;
        assert_eq!(
            serde_json::to_value(&before).expect("JSON"),
            serde_json::to_value(&after).expect("JSON")
        );
        checkpoint(&world).await;
        let newer = world.asked(admin.clone(), &of(code)).await;
        assert_eq!(check(&newer, &key()).expect("it holds").rows, 8);
        assert_eq!(check(&before, &key()).expect("the older one still holds").rows, 6);
    });
}

#[test]
fn nothing_is_proved_before_a_checkpoint_and_a_foreign_organisation_is_an_unknown_one() {
    on_engines(crate::manifests, |world| async move {
        let nation = nation(&world).await;
        let (_, _, admin) = &nation[2];
        assert_eq!(world.not_asked(admin.clone(), &of("RX2")).await, "receipt.not-covered");
        assert_eq!(world.not_asked(admin.clone(), &of("RX3")).await, "not-found");
        assert_eq!(world.not_asked(admin.clone(), &of("NONE")).await, "not-found");
        checkpoint(&world).await;
        assert_eq!(world.not_asked(nation[0].2.clone(), &of("RX0")).await, "receipt.not-covered");
        assert_eq!(world.refused(admin.clone(), StateCheckpoint {}).await, "not-allowed");
        assert!(signed(&world).await.is_empty(), "each is signed once");
    });
}

/// A random change of one value somewhere in a receipt.
fn altered(receipt: &Value) -> Value {
    let mut changed = receipt.clone();
    let rows = changed["rows"].as_array().map_or(0, Vec::len);
    let below = |bound: usize| random::below(bound.max(1) as u64) as usize;
    match below(10) {
        0 => drop(changed["rows"].as_array_mut().map(|all| all.remove(below(rows)))),
        1 => {
            let (one, other) = (below(rows), below(rows));
            changed["rows"].as_array_mut().expect("rows").swap(one, other);
        }
        2 => {
            let row = changed["rows"][below(rows)].clone();
            changed["rows"].as_array_mut().expect("rows").insert(below(rows + 1), row);
        }
        3 => changed["place"] = (below(8)).into(),
        4 => changed["organisation"] = uuid(below(99)),
        5 => {
            let way = changed["way"].as_array_mut().expect("a way");
            let place = below(way.len());
            if !way.is_empty() {
                drop(way.remove(place));
            }
        }
        6 => {
            let way = changed["organisation_way"].as_array_mut().expect("a way");
            way.reverse();
        }
        7 => {
            let note = changed["checkpoint"].as_str().expect("a note").to_owned();
            changed["checkpoint"] = note.replacen(char::is_numeric, "7", 1 + below(3)).into();
        }
        8 => {
            let personal = changed["rows"][below(rows)]["personal"].as_array_mut();
            if let Some(one) = personal.and_then(|all| all.first_mut()) {
                one["value"] = "\"another\"".into();
            }
        }
        _ => {
            let row = &mut changed["rows"][below(rows)]["row"];
            let names = ["actor", "command", "effects", "facts", "concerns", "outcome", "at", "id"];
            let name = names[below(names.len())];
            row[name] = match name {
                "at" => (row["at"].as_i64().unwrap_or(0) + 1).into(),
                "id" => uuid(below(99)),
                "effects" | "facts" | "concerns" => "[]".into(),
                _ => "another".into(),
            };
        }
    }
    changed
}

fn uuid(number: usize) -> Value {
    format!("00000000-0000-7000-8000-{number:012}").into()
}

#[test]
fn every_altered_shortened_or_swapped_receipt_is_refused() {
    on_engines(crate::manifests, |world| async move {
        let nation = nation(&world).await;
        checkpoint(&world).await;
        let (code, _, admin) = &nation[5];
        let receipt = world.asked(admin.clone(), &of(code)).await;
        let whole = serde_json::to_value(&receipt).expect("JSON");
        let mut refused = 0;
        while refused < 200 {
            let changed = altered(&whole);
            if changed == whole {
                continue;
            }
            if let Ok(read) = serde_json::from_value::<Receipt>(changed.clone()) {
                assert!(check(&read, &key()).is_err(), "taken: {changed}");
            }
            refused += 1;
        }
        // A value cannot lend the salt its beginning.
        let mut moved = receipt.clone();
        let kept = moved.rows.iter_mut().flat_map(|row| &mut row.personal).next();
        let kept = kept.expect("a personal value");
        let mut salt = STANDARD.decode(&kept.salt).expect("base64");
        salt.push(kept.value.remove(0) as u8);
        kept.salt = STANDARD.encode(salt);
        assert!(check(&moved, &key()).is_err());
        // The history of one organisation does not pass as that of another.
        let other = world.asked(nation[6].2.clone(), &of("RX6")).await;
        let swapped = Receipt { rows: other.rows.clone(), ..receipt.clone() };
        assert!(check(&swapped, &key()).is_err());
        let another = Signer::new(NAME, &[8; 32]).expect("a signer").verifier();
        assert!(check(&receipt, &another).is_err(), "signed by another key");
        let elsewhere = Signer::new("other.example/audit", &[7; 32]).expect("a signer").verifier();
        assert!(check(&receipt, &elsewhere).is_err(), "of another record");
    });
}

#[test]
fn the_record_is_the_one_that_its_checkpoints_signed() {
    on_engines(crate::manifests, |world| async move {
        nation(&world).await;
        let mut notes = vec![checkpoint(&world).await];
        let organisation = world.organisation("RX9").await;
        let admin = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        give(&world, &admin, world.person("Asha Late", organisation), "RX9", "late").await;
        notes.push(checkpoint(&world).await);
        let read = |note: &String| Witness::read(note, &key()).expect("a checkpoint");
        let witnesses: Vec<Witness> = notes.iter().map(read).collect();
        let report = async |witnesses: &[Witness]| {
            let mut reader = world.door.reader().await.expect("a reader");
            verify(&mut reader, world.door.node_key(), witnesses, Some(&key()))
                .await
                .expect("it is read")
        };
        assert_eq!(report(&witnesses).await.problems, []);
        let mut longer = witnesses.clone();
        longer[1].size += 1;
        assert!(!report(&longer).await.problems.is_empty(), "the end is missing");
        let mut other = witnesses.clone();
        other[0].root[5] ^= 1;
        assert!(!report(&other).await.problems.is_empty(), "another record");
        assert_eq!(Witness::read(&notes[0].replacen("audit\n", "audit\n1", 1), &key()), None);
    });
}

async fn visit(world: &World, actor: &Actor, at: &str) -> (StatusCode, String) {
    testkit::visit(world, crate::portal(), actor, at, None).await
}

#[test]
fn the_proof_file_is_for_those_who_answer_for_the_people_in_it() {
    on_engines(crate::manifests_with_views, |world| async move {
        let nation = nation(&world).await;
        let (_, organisation, admin) = &nation[4];
        let local = world.administrator(Role::LocalAdministrator, *organisation).await;
        let (status, page) = visit(&world, admin, "/o/RX4/history/proof").await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("nothing to prove yet"), "{page}");
        checkpoint(&world).await;
        let (_, page) = visit(&world, admin, "/o/RX4/history/proof").await;
        assert!(page.contains("Acts in it") && page.contains(&organisation.to_string()), "{page}");
        let (status, file) = visit(&world, admin, "/o/RX4/history/proof.json").await;
        assert_eq!(status, StatusCode::OK);
        let receipt: Receipt = serde_json::from_str(&file).expect("a receipt");
        assert_eq!(check(&receipt, &key()).expect("it holds").rows, 8);
        let (_, history) = visit(&world, admin, "/o/RX4/history").await;
        assert!(history.contains("/o/RX4/history/proof"));
        let (_, history) = visit(&world, &local, "/o/RX4/history").await;
        assert!(history.contains("History") && !history.contains("history/proof"));
        for at in ["/o/RX4/history/proof", "/o/RX4/history/proof.json"] {
            assert_eq!(visit(&world, &local, at).await.0, StatusCode::FORBIDDEN);
            let foreign = &nation[5].2;
            assert_eq!(visit(&world, foreign, at).await.0, StatusCode::NOT_FOUND);
        }
    });
}

#[test]
fn a_receipt_tells_of_legal_holds_to_those_only_who_may_place_them_and_holds_for_all() {
    on_engines(with_holds, |world| async move {
        let organisation = world.organisation("RX1").await;
        let primary = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        let auditor = world.administrator(Role::Auditor, organisation).await;
        let watcher = world.person("Wim All", organisation);
        world.grant(watcher, Role::Auditor, GrantSpan::Nation).await;
        let account = world.person("Asha Sen", organisation);
        world.done(primary.clone(), Hold { account, organisation }).await;
        world.seal().await;
        checkpoint(&world).await;
        for (reader, may) in [(primary, true), (auditor, false), (Actor::Account(watcher), false)] {
            let receipt = world.asked(reader, &of("RX1")).await;
            check(&receipt, &key()).expect("it holds");
            let text = serde_json::to_string(&receipt).expect("JSON");
            assert_eq!(text.contains("canary-reason") && text.contains("canary-case"), may);
            assert_eq!(text.contains("canary"), may);
        }
    });
}
