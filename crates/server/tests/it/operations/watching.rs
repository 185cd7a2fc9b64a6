//! The figures are the documented ones, and neither they nor the log hold anything about anybody.

use std::collections::BTreeMap;

use reqwest::Client;
use serde_json::{Value, json};
use testkit::engines;

use super::site::{Serving, Site};

/// What the people of this test are and do; none of it may stand in figures or log.
const SECRETS: [&str; 8] = [
    "Wilhelmina",
    "Quartermaine",
    "quartermaine",
    "Persephone",
    "persephone",
    "Vandersloot",
    "a wrong but long password 17",
    "0300 555 0199",
];

/// Every family of the figures with its type.
fn families(text: &str) -> BTreeMap<String, String> {
    let kinds = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    kinds
        .map(|line| {
            let (name, kind) = line.split_once(' ').expect("a name and a type");
            (name.to_owned(), kind.to_owned())
        })
        .collect()
}

/// The same from the table in the reference.
fn documented() -> BTreeMap<String, String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/reference/metrics.md");
    let text = std::fs::read_to_string(file).expect("the reference is there");
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `guildhall_"));
    rows.map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let name = cells.next().unwrap_or_default().trim_end_matches('`');
        (format!("guildhall_{name}"), cells.next().unwrap_or_default().to_owned())
    })
    .collect()
}

/// Signs in wrongly, looks at pages, asks for what is not there, creates somebody, is refused.
async fn lived(serving: &Serving, address: &str) {
    let portal = Client::new();
    for path in ["/sign-in", "/assets/nothing", "/people?q=Vandersloot", "/no/such/Vandersloot"] {
        portal.get(serving.portal(path)).send().await.expect("an answer");
    }
    let form = [("address", address), ("password", "a wrong but long password 17")];
    portal.post(serving.portal("/sign-in")).form(&form).send().await.expect("an answer");
    let url = serving.portal("/api/v1/queries/person.list?organisation=Vandersloot");
    portal.get(url).bearer_auth("Vandersloot").send().await.expect("an answer");
    let person = json!({ "organisation": "OPERATOR", "given_name": "Persephone", "family_name": "Vandersloot", "telephone": "0300 555 0199" });
    let (status, answer) = serving.done("person.create", person).await;
    assert_eq!(status, 200, "{answer}");
    let nobody = json!({ "person": "0190b6a2-0000-7000-8000-000000000000", "telephone": "0300 1" });
    let (status, _) = serving.done("person.change", nobody).await;
    assert_eq!(status, 404);
    let count = serving.get("/api/v1/queries/organisation.count").await.expect("an answer");
    assert_eq!(count.status().as_u16(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_those_of_the_reference_and_hold_nothing_about_anybody() {
    for engine in engines() {
        let site = Site::new(engine).await;
        let (address, _) = site.founded().await;
        let backup = site.scratch.folder.join("backup").display().to_string();
        assert!(site.says(&["backup", &backup, "--without-keys"]).await.status.success());
        let serving = site.served("warn").await;
        lived(&serving, &address).await;
        let response = serving.get("/metrics").await.expect("an answer");
        let kind = response.headers()["content-type"].to_str().expect("text").to_owned();
        assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
        let text = response.text().await.expect("text");
        assert!(text.ends_with("# EOF\n"), "it is whole");
        let mut expected = documented();
        let is_of_a_file = |name: &str| {
            name.starts_with("guildhall_database_file")
                || name.starts_with("guildhall_database_log")
        };
        if engine == testkit::Engine::Postgres {
            expected.retain(|name, _| !is_of_a_file(name));
            // `work` keeps checkpoints there, and none runs.
            expected.remove("guildhall_checkpoint_age_seconds");
        }
        let mut found = families(&text);
        if engine == testkit::Engine::Sqlite
            && !found.contains_key("guildhall_checkpoint_age_seconds")
        {
            // The first checkpoint comes within a second of the first act.
            found.insert("guildhall_checkpoint_age_seconds".to_owned(), "gauge".to_owned());
        }
        assert_eq!(found, expected, "docs/reference/metrics.md");
        assert!(
            text.contains("guildhall_acts_total{command=\"person.create\",outcome=\"done\"} 1"),
            "{text}"
        );
        assert!(
            text.contains("guildhall_acts_total{command=\"person.change\",outcome=\"refused\"} 1"),
            "{text}"
        );
        assert!(text.contains("guildhall_database_up 1"), "{text}");
        assert!(
            text.contains("route=\"none\",status=\"404\""),
            "addresses are not repeated: {text}"
        );
        for secret in SECRETS {
            assert!(!text.contains(secret), "{secret} stands in the figures");
        }
        let outside =
            Client::new().get(serving.portal("/metrics")).send().await.expect("an answer");
        assert_eq!(outside.status().as_u16(), 404, "the portal gives no figures to strangers");
        serving.end().await;
        site.scratch.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_are_served_where_the_settings_say_and_readiness_with_them() {
    let site = Site::new(testkit::Engine::Sqlite).await;
    site.founded().await;
    let address = format!("127.0.0.1:{}", testkit::free_port());
    site.settings(|settings| settings.metrics_listen = vec![address.clone()]);
    let serving = site.served("warn").await;
    for path in ["/metrics", "/health/live", "/health/ready"] {
        let answer = reqwest::get(format!("http://{address}{path}")).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 200, "{path}");
    }
    let portal = reqwest::get(format!("http://{address}/sign-in")).await.expect("an answer");
    assert_eq!(portal.status().as_u16(), 404, "nothing else is served there");
    serving.end().await;
    site.settings(|settings| settings.metrics_listen = vec!["nowhere".to_owned()]);
    let output = site.says(&["serve", "--port", "0"]).await;
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("metrics_listen") && said.contains("ADDRESS:PORT"), "{said}");
    site.scratch.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_is_one_object_a_line_and_holds_nothing_about_anybody() {
    for engine in engines() {
        let site = Site::new(engine).await;
        let (address, code) = site.founded().await;
        // As much as can be asked of our own parts.
        let parts =
            ["kernel", "server", "directory", "access", "signin", "entitlement", "tenant", "ui"];
        let log: String = parts.map(|part| format!("{part}=trace")).join(",");
        let serving = site.served(&log).await;
        lived(&serving, &address).await;
        serving.end().await;
        let text = std::fs::read_to_string(site.log()).expect("the log");
        let mut requests = 0;
        for line in text.lines().filter(|line| !line.starts_with("Serving on ")) {
            let line: Value =
                serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
            if line["message"] == "request" {
                requests += 1;
                for field in ["method", "route", "status", "milliseconds", "request"] {
                    assert!(!line[field].is_null(), "{field} is missing in {line}");
                }
            }
        }
        assert!(requests >= 6, "each request of the portal has a line: {text}");
        for secret in SECRETS.into_iter().chain([code.as_str(), address.as_str()]) {
            assert!(!text.contains(secret), "{secret} stands in the log:\n{text}");
        }
        site.scratch.remove().await;
    }
}
