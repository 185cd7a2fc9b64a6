//! The generated references in `docs/reference` are what the program says of itself.
//!
//! `GUILDHALL_ACCEPT=1` writes them anew; the difference is then read line by line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use kernel::door::{Door, Guard, Manifest};
use kernel::refusal::Code;
use serde_json::{Value, json};
use testkit::{Engine, Scratch, Stand, World};

use crate::{oidc, whole};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference")
}

#[expect(
    clippy::disallowed_methods,
    reason = "the environment says whether to write or to compare"
)]
fn compare(name: &str, text: &str) {
    let file = folder().join(name);
    if std::env::var("GUILDHALL_ACCEPT").is_ok() {
        std::fs::create_dir_all(folder()).expect("the folder is there");
        std::fs::write(&file, text).expect("the reference is written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(text.lines()).position(|(kept, now)| kept != now);
    assert!(
        kept == text,
        "{name} is out of date (first difference in line {:?}). Run the tests with GUILDHALL_ACCEPT=1 and read what changed.",
        differs.map(|line| line + 1)
    );
}

async fn with_door(test: impl AsyncFn(&Door)) {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let world =
        World::open(&scratch, Engine::Sqlite, whole::manifests(), whole::ports(), Stand::Aside)
            .await
            .expect("the door opens");
    test(&world.door).await;
    world.door.close().await;
    scratch.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_authority_matrix_is_the_reviewed_one() {
    with_door(async |door| compare("authority-matrix.txt", &access::roles::matrix_text(door)))
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_api_description_is_the_reviewed_one() {
    with_door(async |door| {
        let description = server::web::openapi::describe(door);
        compare("openapi.json", &(by_line(&description, 3) + "\n"));
    })
    .await;
}

/// JSON with every member of the first levels on a line of its own, so that a change shows as the line it is.
fn by_line(value: &Value, levels: usize) -> String {
    match value {
        Value::Object(members) if levels > 0 && !members.is_empty() => {
            let member = |(name, value): (&String, &Value)| {
                format!("{}: {}", json!(name), by_line(value, levels - 1))
            };
            let members: Vec<String> = members.iter().map(member).collect();
            format!("{{\n{}\n}}", members.join(",\n"))
        }
        other => other.to_string(),
    }
}

fn refusals(manifests: &[Manifest]) -> Vec<(&'static str, Code)> {
    let kernel = kernel::refusal::messages::ALL.iter().map(|code| ("kernel", *code));
    manifests
        .iter()
        .flat_map(|manifest| manifest.refusals.iter().map(|code| (manifest.name, *code)))
        .chain(kernel)
        .collect()
}

#[test]
fn every_name_of_the_public_test_plans_has_a_test() {
    compare("openid-conformance.md", &oidc::conformance::table().expect("a test for each name"));
}

#[test]
fn refusals_are_listed_have_codes_of_their_own_and_say_what_to_do() {
    let mut listed = BTreeMap::new();
    for (owner, code) in refusals(&whole::manifests()) {
        let right = code.code.split('.').all(|part| {
            !part.is_empty()
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        });
        assert!(right, "{} is not of the form noun.reason", code.code);
        assert!(code.text.ends_with(['.', '}']), "{} does not end with a full stop", code.code);
        assert!(
            !code.text.to_lowercase().contains("invalid")
                && !code.text.to_lowercase().contains("please"),
            "{}",
            code.code
        );
        assert!(
            listed.insert(code.code, (owner, code)).is_none(),
            "{} is declared twice",
            code.code
        );
    }
    let mut text = String::from(
        "# Refusals\n\nWhat the service says when it says no. Codes are stable for ever.\n\n| code | kind | owner | words |\n|---|---|---|---|\n",
    );
    for (name, (owner, code)) in listed {
        let _ = writeln!(text, "| `{name}` | {:?} | {owner} | {} |", code.kind, code.text);
    }
    compare("refusals.md", &text);
}

#[test]
fn every_fact_has_a_listener_or_a_reason_and_the_list_is_current() {
    // Told for those who read the audit; nothing in the product has to follow them.
    let unheard: &[&str] = UNHEARD;
    let manifests = whole::manifests();
    let names = [
        facts::access::NAMES,
        facts::casework::NAMES,
        facts::directory::NAMES,
        facts::entitlement::NAMES,
        facts::notices::NAMES,
        facts::signin::NAMES,
        facts::tenant::NAMES,
    ]
    .concat();
    let mut text = String::from(
        "# Facts\n\nWhat slices tell each other. *Within* runs in the same transaction, *after* follows the sealed order.\n\n| fact | within | after |\n|---|---|---|\n",
    );
    for name in names {
        let within: Vec<_> = manifests
            .iter()
            .filter(|m| m.within.iter().any(|w| w.fact == name))
            .map(|m| m.name)
            .collect();
        let after: Vec<_> = manifests
            .iter()
            .filter(|m| m.after.iter().any(|a| a.facts.contains(&name)))
            .map(|m| m.name)
            .collect();
        let is_heard = within.len() + after.len() > 0;
        assert_ne!(
            is_heard,
            unheard.contains(&name),
            "{name}: heard and listed as unheard, or neither"
        );
        let _ = writeln!(text, "| `{name}` | {} | {} |", within.join(", "), after.join(", "));
    }
    compare("facts.md", &text);
}

const UNHEARD: &[&str] = &[
    "allotment.changed",
    // What follows from them is told by others, or shown where it waits.
    "request.decided",
    "request.not-done",
    "request.taken",
];

#[test]
fn rules_with_numbers_are_listed() {
    let mut rules = BTreeMap::new();
    for manifest in whole::manifests() {
        for rule in manifest.dated {
            rules.insert(rule.name, (manifest.name, *rule));
        }
    }
    let mut text = String::from(
        "# Rules with numbers\n\nEach can be changed from a date on with `rule.change`, for the nation or for one organisation.\n\n| rule | default | least | most | unit | owner | source |\n|---|---|---|---|---|---|---|\n",
    );
    for (name, (owner, rule)) in rules {
        let _ = writeln!(
            text,
            "| `{name}` | {} | {} | {} | {} | {owner} | {} |",
            rule.default,
            rule.bounds.start(),
            rule.bounds.end(),
            rule.unit,
            rule.source
        );
    }
    compare("rules.md", &text);
}

#[test]
fn guard_rows_are_listed_and_in_tables_of_their_owner() {
    let manifests = whole::manifests();
    let of_slices = manifests.iter().flat_map(|m| m.guards.iter().map(|guard| (m.name, guard)));
    let of_kernel = Guard::KERNEL.iter().map(|guard| ("kernel", guard));
    let mut text = String::from(
        "# Guard rows\n\nPostgreSQL runs at READ COMMITTED, so every rule that spans rows hangs on one row, changed by a conditional statement whose number of rows is the verdict.\nThey are taken in this order: organisation, account, address, subscription; by key within a kind.\nThe race tests run at SERIALIZABLE too: what holds there and not at READ COMMITTED lacks a row in this list.\n\n| what stays true | table | row | owner |\n|---|---|---|---|\n",
    );
    for (owner, guard) in of_slices.chain(of_kernel) {
        let table = kernel::columns::tables()
            .get(guard.table)
            .unwrap_or_else(|| panic!("{owner} names the unknown table {}", guard.table));
        assert_eq!(table.owner, owner, "the owner of {}", guard.table);
        let _ = writeln!(text, "| {} | `{}` | {} | {owner} |", guard.rule, guard.table, guard.row);
    }
    compare("guards.md", &text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_table_and_column_is_classified_and_none_is_listed_that_is_not_there() {
    with_door(async |door| {
        let mut reader = door.reader().await.expect("a reader");
        let tables = reader
            .rows("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name", &[])
            .await
            .expect("the schema");
        let mut schema =
            String::from("-- Every table, as the migrations make it on SQLite. Generated.\n");
        let mut present = Vec::new();
        for table in &tables {
            let (name, sql) = (table.text(0).expect("a name"), table.text(1).expect("its text"));
            let _ = write!(schema, "\n{sql};\n");
            let columns = reader
                .rows("SELECT name FROM pragma_table_info($1)", &kernel::vals![name.as_str()])
                .await
                .expect("columns");
            let found: Vec<String> =
                columns.iter().map(|column| column.text(0).expect("a name")).collect();
            let listed = kernel::columns::tables()
                .get(&name)
                .unwrap_or_else(|| panic!("table {name} is not in columns.toml"));
            let mut classified: Vec<&String> = listed.columns.keys().collect();
            let mut found_sorted: Vec<&String> = found.iter().collect();
            classified.sort();
            found_sorted.sort();
            assert_eq!(classified, found_sorted, "columns of {name}");
            present.push(name);
        }
        // The sample exists in the kernel's tests only; the lock on PostgreSQL only.
        for name in kernel::columns::tables()
            .keys()
            .filter(|name| !["sample", "schema_lock"].contains(&name.as_str()))
        {
            assert!(present.contains(name), "columns.toml lists {name}, which no migration makes");
        }
        compare("schema.sql", &schema);
    })
    .await;
}
