//! The real register: an organisation of it is opened and gets its first person, who signs in.
//!
//! The files are not part of the project; where they are not, the test says so and checks nothing.

use std::io::Write as _;
use std::path::PathBuf;

use directory::organisations::{Import, import_file};
use kernel::door::{Actor, Ports};
use serde_json::{Value, json};
use testkit::{Engine, Stand, World, check_on};

use crate::whole;

/// The files named by the issue, with the rows they hold.
const FILES: [(&str, u64); 4] = [
    ("etr_2025-12.csv", 273),
    ("eccg_2025-12.csv", 320),
    ("epraccur_2026-02_dse.csv", 15_389),
    ("edispensary_2025-04.csv", 20_932),
];

#[expect(clippy::disallowed_methods, reason = "the environment says where the real data is")]
fn folder() -> Option<PathBuf> {
    let base = std::env::var("GUILDHALL_REAL_DATA").map_or_else(
        |_| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    [base.join("ods"), base].into_iter().find(|folder| folder.join(FILES[0].0).exists())
}

async fn perform(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn an_organisation_of_the_real_register_is_opened_and_gets_its_first_person() {
    let Some(folder) = folder() else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: the real register is not here; GUILDHALL_REAL_DATA names its folder"
        );
        return;
    };
    let ports: fn() -> Ports = whole::ports;
    check_on(&[Engine::Sqlite], whole::manifests, ports, Stand::Aside, |world| {
        let folder = folder.clone();
        async move {
            server::compose::settle(&world.door).await.expect("settles");
            let mut total = 0;
            for (file, rows) in FILES {
                let call = world.call(world.operator());
                let report = import_file(
                    &(&world.door, &call),
                    &folder.join(file),
                    None,
                    Import::Apply,
                    |_| {},
                )
                .await
                .unwrap_or_else(|error| panic!("{file}: {error}"));
                assert_eq!((report.rows, report.refused.len()), (rows, 0), "{file}");
                total += report.created;
            }
            let count = world
                .door
                .ask_by_name(world.call(world.operator()), "organisation.count", json!({}))
                .await
                .expect("a count");
            assert_eq!(count["count"], json!(total));
            let open = json!({ "organisation": "RR8", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
            perform(&world, world.operator(), "organisation.open", open).await;
            let body = json!({ "organisation": "RR8", "given_name": "Zoë", "family_name": "O’Brien-Łuczak" });
            let person = perform(&world, world.operator(), "person.create", body).await;
            assert_eq!(person["address"], "zoe.obrien-luczak@guildhall.example");
            let code = perform(
                &world,
                world.operator(),
                "start-code.issue",
                json!({ "person": person["id"] }),
            )
            .await;
            let redeem = json!({ "username": person["address"], "code": code["code"], "password": "lantern orchard 42 velvet" });
            perform(&world, Actor::Anonymous, "start-code.redeem", redeem).await;
        }
    });
}
