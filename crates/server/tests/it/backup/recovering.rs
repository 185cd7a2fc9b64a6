//! `guildhall admin recover`: the way in from the host, with the keys of the installation only, and never quietly.

use kernel::door::Actor;
use serde_json::{Value, json};
use testkit::engines;

use super::scene::run;
use super::site::{PASSWORD, Site, closed, done, text};

/// What the doctor says of one thing; nothing if it does not speak of it.
fn verdict(site: &Site, what: &str) -> String {
    let said = site.says(&["doctor", "--json"]).stdout;
    let found: Value = serde_json::from_slice(&said).expect("it answers in JSON");
    let about = found.as_array().expect("findings").iter().find(|finding| finding["what"] == what);
    about.and_then(|about| about["verdict"].as_str()).unwrap_or_default().to_owned()
}

#[test]
fn the_operator_lets_an_administrator_in_and_nobody_overlooks_it() {
    for engine in engines() {
        run(async {
            let site = Site::new(engine).await;
            let init = ["admin", "init", "--given-name", "Ann", "--family-name", "Hay"];
            assert!(site.says(&init).status.success());
            assert_eq!(verdict(&site, "break-glass"), "warning", "there are none yet");
            assert_eq!(verdict(&site, "break-glass-alarms"), "");
            let door = site.door().await;
            let found = door.ask_by_name(
                door.call(Actor::Operator("test".to_owned()), kernel::door::Face::Cli),
                "grant.national",
                json!({}),
            );
            let found = found.await.expect("it is answered");
            let ann = text(&found["items"][0]["address"]);
            closed(door).await;

            let recover = ["admin", "recover", "--username", &ann, "--reason"];
            let with = |reason: &'static str| [&recover[..], &[reason, "--json"]].concat();
            assert!(site.refused(&with("  ")).contains("Say why"));
            let keys = site.folder.join("keys/audit-node");
            let kept = std::fs::read(&keys).expect("a key");
            std::fs::remove_file(&keys).expect("removed");
            assert!(site.refused(&with("lost")).contains("Put the keys back first"));
            std::fs::write(&keys, kept).expect("written");
            assert_eq!(
                verdict(&site, "break-glass-alarms"),
                "",
                "nothing was done without the keys"
            );

            let given = site.asked(&with("the telephone is lost"));
            assert_eq!(text(&given["username"]), ann);
            assert_eq!(verdict(&site, "break-glass-alarms"), "problem");
            let door = site.door().await;
            let body = json!({ "username": ann, "code": given["code"], "password": PASSWORD });
            let came = done(&door, Actor::Anonymous, "start-code.redeem", body).await;
            assert!(came["session_key"].is_string(), "{came}");
            let mut reader = door.reader().await.expect("a reader");
            let sql = "SELECT COUNT(*) FROM audit WHERE command = 'break-glass.recover' AND outcome = 'done' AND actor >= 'operator:' AND actor < 'operator;'";
            assert_eq!(reader.number(sql, &[]).await.expect("a count"), 1);
            drop(reader);
            closed(door).await;

            // Somebody new, where nobody who was there can come back.
            let new = ["admin", "recover", "--given-name", "Bea", "--family-name", "Law"];
            let made = site.asked(&[&new[..], &["--reason", "Ann has left", "--json"]].concat());
            assert_ne!(text(&made["username"]), ann);
            let state = site.asked(&["admin", "drill", "--json"]);
            assert_eq!(state["alarms"].as_array().map(Vec::len), Some(2));
            assert!(state["alarms"][0]["reason"] == "Ann has left", "{state}");
            site.verified();
            site.remove().await;
        });
    }
}
