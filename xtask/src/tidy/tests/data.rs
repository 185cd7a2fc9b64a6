use super::super::schema::{Change, Column, changes};
use super::super::{columns, migrations, sql, sql_dialect, table_ownership};
use super::{refused, words};

const STORE: &str = "crates/directory/src/people/store.rs";
const PERSON: &str = "CREATE TABLE person (\n  id {id} NOT NULL PRIMARY KEY,\n  name {text} NOT NULL, -- as typed\n  UNIQUE (name, id)\n);";
const LIST: &str = "[table.person]\nowner = \"directory/people\"\nkind = \"business\"\n[table.person.columns]\nid = \"open\"\nname = \"personal\"\n";

fn dialect(sql: &str) -> String {
    let source = format!("fn a() {{ b(\"{sql}\") }}");
    words(sql_dialect::check, &[(STORE, &source)])
}

#[test]
fn sql_of_one_engine_is_refused() {
    for sql in [
        "SELECT id FROM person WHERE name LIKE $1",
        "SELECT id FROM person WHERE name ILIKE $1",
        "SELECT id::text FROM person",
        "SELECT max(a, b) FROM person",
        "SELECT SUM(count) FROM person",
        "UPDATE person SET changed = NOW()",
        "INSERT OR REPLACE INTO person VALUES ($1)",
        "INSERT OR IGNORE INTO person VALUES ($1)",
        "CREATE TABLE a (b JSONB)",
        "CREATE TABLE a (b SERIAL)",
        "CREATE TABLE a (b INTEGER PRIMARY KEY AUTOINCREMENT)",
        "CREATE TABLE a (b DATETIME)",
        "SELECT pg_advisory_lock(1) FROM person",
    ] {
        assert_ne!(dialect(sql), "", "{sql}");
    }
}

#[test]
fn sql_of_both_engines_is_let_pass() {
    for sql in [
        "SELECT max(a), count(*) FROM person WHERE name = 'x LIKE y::z'",
        "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM person",
        "INSERT INTO person (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id",
        "UPDATE person SET now = $1 WHERE notify = $2",
    ] {
        assert_eq!(dialect(sql), "", "{sql}");
    }
}

#[test]
fn the_files_of_an_engine_speak_its_dialect() {
    let source = "fn a() { b(\"SELECT id::text FROM person\") }";
    assert_eq!(
        refused(sql_dialect::check, &[("crates/kernel/src/db/postgres/mod.rs", source)]),
        [""; 0]
    );
    assert_eq!(refused(sql_dialect::check, &[("crates/kernel/src/jobs/mod.rs", source)]).len(), 1);
}

#[test]
fn migrations_speak_the_dialect_too() {
    let text = "-- Nobody uses LIKE here.\nCREATE INDEX a ON person (name);\nCREATE TRIGGER b;\n";
    assert_eq!(
        refused(sql_dialect::check, &[("migrations/0001_people_a.sql", text)]),
        ["migrations/0001_people_a.sql:3"]
    );
}

#[test]
fn tables_are_read_where_tables_stand() {
    let tables = |sql| sql::tables(sql).join(" ");
    assert_eq!(
        tables(
            "SELECT a.b FROM account AS a JOIN person ON a.x = person.y WHERE z IN (SELECT 1 FROM unit)"
        ),
        "account person unit"
    );
    assert_eq!(tables("SELECT 1 FROM one a, two b WHERE x = 1"), "one two");
    assert_eq!(
        tables("INSERT INTO person (account) VALUES ($1) ON CONFLICT DO UPDATE SET unit = $2"),
        "person"
    );
    assert_eq!(tables("SELECT 1 FROM job FOR UPDATE SKIP LOCKED"), "job");
    assert_eq!(tables("CREATE TABLE IF NOT EXISTS thing (a {int})"), "thing");
}

#[test]
fn changes_of_a_migration_are_read() {
    let column = |name: &str, kind: &str| Column { name: name.to_owned(), kind: kind.to_owned() };
    let columns = vec![column("id", "{id}"), column("name", "{text}")];
    assert_eq!(changes(PERSON), [Change::Create { table: "person".to_owned(), columns }]);
    let added = "ALTER TABLE person ADD COLUMN age {int} NOT NULL DEFAULT 0; ALTER TABLE person DROP COLUMN age; DROP TABLE IF EXISTS person;";
    assert_eq!(
        changes(added),
        [
            Change::AddColumn { table: "person".to_owned(), column: column("age", "{int}") },
            Change::DropColumn { table: "person".to_owned(), column: "age".to_owned() },
            Change::DropTable { table: "person".to_owned() },
        ]
    );
}

#[test]
fn migrations_are_numbered_without_gap_and_named_for_their_owner() {
    let at = |name: &str| {
        refused(migrations::check, &[(name, PERSON), ("migrations/columns.toml", LIST)]).len()
    };
    assert_eq!(at("migrations/0001_people_first.sql"), 0);
    assert_eq!(at("migrations/0001_directory_first.sql"), 0);
    assert_eq!(at("migrations/0001_directory_people_first.sql"), 0);
    assert_eq!(at("migrations/0002_people_first.sql"), 1);
    assert_eq!(at("migrations/0001_access_first.sql"), 1);
    assert_eq!(at("migrations/1_people_first.sql"), 1);
    assert_eq!(at("migrations/0001_people.sql"), 1);
    let twice = [("migrations/0001_people_a.sql", ""), ("migrations/0001_people_b.sql", "")];
    assert_eq!(refused(migrations::check, &twice), ["migrations/0001_people_b.sql"]);
}

#[test]
fn columns_have_template_types() {
    let at = |text| refused(migrations::check, &[("migrations/0001_people_first.sql", text)]).len();
    assert_eq!(at("CREATE TABLE a (b INTEGER, c {text})"), 1);
    assert_eq!(at("ALTER TABLE a ADD COLUMN b TEXT"), 1);
    assert_eq!(at("CREATE INDEX a ON b (c) WHERE d = {word}"), 1);
}

#[test]
fn every_table_and_column_is_listed_and_nothing_else() {
    let store = (STORE, "");
    let with = |list: &str| {
        words(
            columns::check,
            &[
                ("migrations/0001_people_first.sql", PERSON),
                ("migrations/columns.toml", list),
                store,
            ],
        )
    };
    assert_eq!(with(LIST), "");
    assert!(with("").contains("the table person is missing"));
    assert!(with(&LIST.replace("name = \"personal\"\n", "")).contains("person.name is missing"));
    assert!(with(&format!("{LIST}age = \"open\"\n")).contains("person.age is in no migration"));
    assert!(with(&LIST.replace("\"personal\"", "\"public\"")).contains("the class public"));
    assert!(with(&LIST.replace("\"business\"", "\"other\"")).contains("the kind other"));
    assert!(
        with(&LIST.replace("directory/people", "directory/persons"))
            .contains("the owner directory/persons")
    );
    assert!(with(&LIST.replace("person", "human")).contains("the table human is in no migration"));
    assert!(with("[table").contains("TOML"));
    assert!(
        words(columns::check, &[("migrations/0001_people_first.sql", PERSON)]).contains("missing")
    );
}

#[test]
fn a_table_the_kernel_makes_itself_may_be_listed() {
    let list = "[table.migration]\nowner = \"kernel\"\nkind = \"spine\"\n[table.migration.columns]\nname = \"open\"\n";
    let made = (
        "crates/kernel/src/db/migrate.rs",
        "const A: &str = \"CREATE TABLE IF NOT EXISTS migration (name {text})\";",
    );
    assert_eq!(words(columns::check, &[("migrations/columns.toml", list), made]), "");
}

#[test]
fn only_the_owner_names_a_table() {
    let source = "fn a() { b(\"SELECT name FROM person\") }";
    let at = |path| {
        refused(table_ownership::check, &[("migrations/columns.toml", LIST), (path, source)]).len()
    };
    assert_eq!(at(STORE), 0);
    assert_eq!(at("crates/directory/src/people/store/rows.rs"), 0);
    assert_eq!(at("crates/directory/src/organisations/store.rs"), 1);
    assert_eq!(at("crates/entitlement/src/policies/store.rs"), 1);
    assert_eq!(at("crates/kernel/src/door.rs"), 1);
}

#[test]
fn tables_of_the_kernel_stay_in_the_kernel() {
    let list = LIST.replace("directory/people", "kernel/audit");
    let source = "fn a() { b(\"INSERT INTO person (name) VALUES ($1)\") }";
    let at = |path| {
        refused(table_ownership::check, &[("migrations/columns.toml", &list), (path, source)]).len()
    };
    assert_eq!(at("crates/kernel/src/door.rs"), 0);
    assert_eq!(at(STORE), 1);
}
