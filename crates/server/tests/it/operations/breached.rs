//! A list of breached passwords is brought by the operator, counts at once, and is looked after by those who watch.

use std::fs;

use serde_json::{Value, json};
use testkit::Engine;

use super::site::Site;

/// As lists name "correct horse battery staple" and "password", in order.
const LIST: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004\r\n\
                    ABF7AAD6438836DBE526AA231ABDE2D0EEF74D42:384\r\n";

/// The verdict of the doctor about the list, and what was seen.
async fn verdict(site: &Site) -> (String, String) {
    let output = site.says(&["doctor", "--thorough", "--json"]).await;
    let found: Value = serde_json::from_slice(&output.stdout).expect("it answers in JSON");
    let finding = found.as_array().expect("findings").iter().find(|one| one["what"] == "breached");
    let text = |name: &str| finding.expect("it was looked at")[name].as_str().unwrap_or_default();
    (text("verdict").to_owned(), text("seen").to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_imported_beside_a_running_service_and_counts_at_once() {
    let site = Site::new(Engine::Sqlite).await;
    let (username, code) = site.founded().await;
    assert_eq!(verdict(&site).await.0, "note");
    let serving = site.served("warn").await;
    let file = site.scratch.folder.join("list.txt");
    let path = file.display().to_string();

    fs::write(&file, format!("{LIST}no hash\n")).expect("written");
    let output = site.says(&["import", "breached-passwords", &path]).await;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("Line 3"), "{said}");
    assert_eq!(verdict(&site).await.0, "note", "nothing was made");

    fs::write(&file, LIST).expect("written");
    let output = site.says(&["import", "breached-passwords", &path]).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("2 breached passwords"), "{said}");

    let redeem =
        |password: &str| json!({ "username": username, "code": code, "password": password });
    let known = redeem("correct horse battery staple");
    let (status, refused) = serving.done("start-code.redeem", known).await;
    assert_eq!((status, refused["code"].as_str()), (422, Some("password.breached")), "{refused}");
    let (status, _) =
        serving.done("start-code.redeem", redeem("correct horse battery stables")).await;
    assert_eq!(status, 200);

    let (found, seen) = verdict(&site).await;
    assert_eq!(found, "well", "{seen}");
    let version = seen.split("version ").nth(1).and_then(|rest| rest.split(',').next());
    let version = version.expect("a version");
    let figures = serving.get("/metrics").await.expect("an answer").text().await.expect("text");
    let line = format!("guildhall_breached_passwords{{version=\"{version}\"}} 2");
    assert!(figures.contains(&line), "{line}");
    serving.end().await;

    let list = site.folder.join("breached-passwords");
    let mut bytes = fs::read(&list).expect("the list");
    bytes[200] ^= 1;
    fs::write(&list, bytes).expect("written");
    assert_eq!(verdict(&site).await.0, "problem");
    site.scratch.remove().await;
}
