//! The doctor finds each thing that is wrong, says what to do, and changes nothing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use kernel::config::Settings;
use serde_json::Value;
use testkit::{Engine, engines};

use super::site::Site;

/// The findings about one thing that are not well: verdict and what was seen.
fn about(found: &Value, what: &str) -> Vec<(String, String)> {
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
    let findings = found.as_array().expect("findings").iter();
    findings
        .filter(|finding| finding["what"] == what && finding["verdict"] != "well")
        .map(|finding| (text(finding, "verdict"), text(finding, "seen")))
        .collect()
}

fn problems(found: &Value) -> Vec<&Value> {
    let findings = found.as_array().expect("findings").iter();
    findings.filter(|finding| finding["verdict"] == "problem").collect()
}

async fn examined(site: &Site) -> Value {
    let output = site.says(&["doctor", "--json"]).await;
    let found: Value = serde_json::from_slice(&output.stdout).expect("it answers in JSON");
    assert_eq!(output.status.success(), problems(&found).is_empty(), "{found}");
    found
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode is set");
}

/// What a folder holds: paths, sizes and modes; not the log of the database, which comes and goes with whoever reads.
fn holds(folder: &Path) -> Vec<(String, u64, u32)> {
    let mut all: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let metadata = path.metadata().expect("metadata");
            (path.display().to_string(), metadata.len(), metadata.permissions().mode())
        })
        .filter(|(path, ..)| !path.ends_with("-wal") && !path.ends_with("-shm"))
        .collect();
    all.sort();
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_without_an_installation_is_told_and_left_as_it_is() {
    let site = Site::new(Engine::Sqlite).await;
    let output = site.says(&["doctor"]).await;
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("There is no installation"), "{said}");
    assert!(!site.folder.exists(), "a misspelt folder is not made");
    site.scratch.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_service_that_is_well_has_nothing_broken_and_nothing_is_changed_by_looking() {
    for engine in engines() {
        let site = Site::new(engine).await;
        site.founded().await;
        let before = holds(&site.folder);
        let found = examined(&site).await;
        assert_eq!(about(&found, "process").len(), 1, "nobody serves: {found}");
        if engine == Engine::Sqlite {
            assert_eq!(holds(&site.folder), before, "looking leaves nothing behind");
            assert!(problems(&found).is_empty(), "{found}");
        } else {
            // The cluster of the tests gives up durability, and a real one must not.
            assert!(
                problems(&found).iter().all(|finding| finding["what"] == "durability"),
                "{found}"
            );
            assert_eq!(about(&found, "durability").len(), testkit_durability(&found), "{found}");
        }
        let serving = site.served("warn").await;
        let found = examined(&site).await;
        assert_eq!(about(&found, "process"), [], "{found}");
        assert_eq!(about(&found, "record"), [], "{found}");
        assert_eq!(about(&found, "release"), [], "{found}");
        serving.end().await;
        let thorough = site.says(&["doctor", "--thorough"]).await;
        let said = String::from_utf8_lossy(&thorough.stdout).into_owned();
        assert!(said.contains("acts were read again and compared with"), "{said}");
        site.scratch.remove().await;
    }
}

/// How many settings the cluster of the tests has against durability: all three, or none if it is a durable one.
fn testkit_durability(found: &Value) -> usize {
    if problems(found).is_empty() { 0 } else { 3 }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_thing_that_is_wrong_is_found() {
    let site = Site::new(Engine::Sqlite).await;
    site.founded().await;
    let keys = site.folder.join("keys");

    mode(&site.folder, 0o755);
    assert_eq!(about(&examined(&site).await, "folder")[0].0, "problem");
    mode(&site.folder, 0o700);
    mode(&keys.join("audit-node"), 0o644);
    let found = examined(&site).await;
    assert!(
        about(&found, "folder")[0].1.contains("audit-node"),
        "a key is closed by itself: {found}"
    );
    mode(&keys.join("audit-node"), 0o600);

    let key = fs::read(keys.join("audit-node")).expect("the key");
    fs::write(keys.join("audit-node"), &key[..31]).expect("written");
    assert!(about(&examined(&site).await, "keys")[0].1.contains("31 bytes"));
    fs::write(keys.join("audit-node"), &key).expect("written");

    site.served("warn").await.end().await;
    assert_eq!(about(&examined(&site).await, "keys"), [], "the first process made the other keys");
    let public = keys.join("checkpoint.pub");
    let line = fs::read(&public).expect("the public line");
    fs::remove_file(&public).expect("removed");
    assert_eq!(about(&examined(&site).await, "keys")[0].0, "problem");
    fs::write(&public, line).expect("written");

    site.settings(|settings| settings.portal_url = "http://portal.example".to_owned());
    assert_eq!(about(&examined(&site).await, "settings")[0].0, "problem");
    let nowhere = site.folder.join("nowhere").display().to_string();
    site.settings(|settings| {
        settings.portal_url = Settings::default().portal_url;
        settings.checkpoints.second = nowhere;
    });
    assert_eq!(about(&examined(&site).await, "second-place")[0].0, "problem");
    site.settings(|settings| settings.alarms.disk_urgent_percent = 0);
    assert_eq!(about(&examined(&site).await, "disk")[0].0, "problem");
    site.settings(|settings| settings.tenant.url = "http://127.0.0.1:9/".to_owned());
    assert_eq!(about(&examined(&site).await, "tenant")[0].0, "problem");
    fs::write(site.folder.join("guildhall.toml"), "prot = 8400\n").expect("written");
    let found = examined(&site).await;
    assert!(about(&found, "settings")[0].1.contains("prot"), "{found}");
    fs::remove_file(site.folder.join("guildhall.toml")).expect("removed");

    assert_eq!(about(&examined(&site).await, "backup")[0].0, "warning");
    let file = site.scratch.folder.join("backup").display().to_string();
    let output = site.says(&["backup", &file, "--without-keys"]).await;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(about(&examined(&site).await, "backup"), []);
    site.scratch.remove().await;
}
