//! A generated nation is what its people, created one by one, would have been.

use std::collections::BTreeMap;

use kernel::clock::Clock;
use kernel::config::Settings;
use kernel::db::{Reader, Target, Val, read_only};
use kernel::door::{Actor, Door, Face};
use kernel::load::{Load, Order, Table};
use serde_json::{Value, json};
use server::data_dir::DataDir;
use server::generate::{self, Size};
use server::{compose, run};
use testkit::{Engine, Scratch, engines};

const SIZE: Size = Size { organisations: 24, people: 1_500, seed: 3 };

/// Runs a test on an empty installation of every engine.
fn check<T: Future<Output = ()>>(test: impl Fn(Installation) -> T) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(async {
        for engine in engines() {
            let scratch = Scratch::new(engine).await;
            let url = match &scratch.target {
                Target::Postgres(url) => Some(url.clone()),
                Target::Sqlite(..) => None,
            };
            let data = DataDir::open(&scratch.folder, url.as_deref()).expect("the folder opens");
            test(Installation { data, engine }).await;
            scratch.remove().await;
        }
    });
}

struct Installation {
    data: DataDir,
    engine: Engine,
}

impl Installation {
    async fn generate(&self) -> anyhow::Result<generate::Made> {
        generate::nation(&self.data, &Settings::default(), SIZE).await
    }

    async fn door(&self) -> Door {
        compose::open(&self.data, Clock::machine(), &Settings::default(), None)
            .await
            .expect("the door opens")
    }

    async fn reader(&self) -> Reader {
        read_only(&self.data.target()).await.expect("the database can be read")
    }

    /// Every index there is, however the engine says it.
    async fn indexes(&self) -> Vec<String> {
        let sql = match self.engine {
            Engine::Sqlite => {
                "SELECT name || ' ' || COALESCE(sql, '') FROM sqlite_master WHERE type = 'index' ORDER BY 1"
            }
            _ => "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1",
        };
        let rows = self.reader().await.rows(sql, &[]).await.expect("indexes are listed");
        rows.iter().map(|row| row.text(0).expect("a text")).collect()
    }
}

async fn ask(door: &Door, name: &str, body: Value) -> Value {
    let call = door.call(Actor::Operator("test".to_owned()), Face::Cli);
    door.ask_by_name(call, name, body).await.expect("the question is answered")
}

async fn perform(door: &Door, name: &str, body: Value) -> Value {
    let call = door.call(Actor::Operator("test".to_owned()), Face::Cli);
    door.perform_by_name(call, name, body).await.expect("the command is done").output
}

async fn end(door: &Door) {
    run::seal_all(door).await;
    door.close().await;
}

#[test]
fn the_books_the_history_and_the_tenant_agree_with_what_was_loaded() {
    check(|installation| async move {
        let made = installation.generate().await.expect("a nation is generated");
        assert!(made.rows > 9 * SIZE.people as u64, "only {} rows", made.rows);
        let report = compose::verify(&installation.data, None, None).await.expect("it verifies");
        assert_eq!(report.problems.len(), 0, "{:?}", report.problems);
        let door = installation.door().await;
        let books = ask(&door, "licence.check", json!({})).await;
        assert_eq!(books["broken"], json!({}), "{books}");
        // The tenant's own reckoning finds nobody who ought to look otherwise, but those whom acts have changed.
        let changed = installation
            .reader()
            .await
            .number("SELECT COUNT(*) FROM tenant_object WHERE state = 'waiting'", &[])
            .await
            .expect("a number");
        assert_eq!(changed, 0);
        let acts = "SELECT COUNT(DISTINCT a.subject) FROM audit a WHERE a.command IN ('person.change', 'person.disable', 'person.delete', 'grant.give')";
        let acts = installation.reader().await.number(acts, &[]).await.expect("a number");
        let missed = tenant::catch_up(&door).await.expect("the tenant is compared");
        assert!(missed <= u64::try_from(acts).expect("a count"), "{missed} missed, {acts} changed");
        let live: i64 = counts(&installation).await.into_values().sum();
        assert_eq!(live, people(&installation).await);
        end(&door).await;
    });
}

/// What the counters say, by state.
async fn counts(installation: &Installation) -> BTreeMap<String, i64> {
    let sql = "SELECT state, CAST(SUM(accounts) AS BIGINT) FROM account_count GROUP BY state";
    let rows = installation.reader().await.rows(sql, &[]).await.expect("counters are read");
    rows.iter().map(|row| (row.text(0).expect("a state"), row.int(1).expect("a sum"))).collect()
}

async fn people(installation: &Installation) -> i64 {
    installation.reader().await.number("SELECT COUNT(*) FROM account", &[]).await.expect("a count")
}

#[test]
fn whoever_comes_later_gets_the_next_address_of_the_name() {
    check(|installation| async move {
        installation.generate().await.expect("a nation is generated");
        let sql = "SELECT a.given_name, a.family_name, s.next, o.code FROM account a \
                   JOIN address_stem s ON s.stem = a.address JOIN organisation o ON o.id = a.organisation \
                   WHERE s.next > 2 ORDER BY a.id LIMIT 1";
        let row = installation.reader().await.row(sql, &[]).await.expect("it is read");
        let row = row.expect("some name stands twice in a nation");
        let (given, family) = (row.text(0).expect("a name"), row.text(1).expect("a name"));
        let (next, code) = (row.int(2).expect("a number"), row.text(3).expect("a code"));
        let door = installation.door().await;
        let body = json!({ "organisation": code, "given_name": given, "family_name": family });
        let created = perform(&door, "person.create", body).await;
        let address = created["address"].as_str().expect("an address");
        let local = address.split('@').next().expect("a local part");
        assert!(local.ends_with(&next.to_string()), "{address} is not number {next}");
        end(&door).await;
    });
}

/// The rows that one person consists of, without keys and times.
const PERSON: [&str; 5] = [
    "SELECT a.given_name, a.family_name, a.display_name, a.family_key, a.given_key, a.job_title, a.state, a.kind, a.listed FROM account a WHERE a.id = $1",
    "SELECT t.source, t.token FROM account_token t WHERE t.account = $1 AND t.source = 'name' ORDER BY t.source, t.token",
    "SELECT d.kind FROM address d WHERE d.account = $1 ORDER BY d.key",
    "SELECT p.name, m.name_key, m.present, m.applied FROM policy_membership m JOIN user_policy p ON p.id = m.policy WHERE m.account = $1",
    "SELECT x.string_id, h.wanted FROM licence_assignment h JOIN product x ON x.id = h.product WHERE h.account = $1",
];

async fn rows_of(reader: &mut Reader, person: &Val) -> String {
    let mut all = String::new();
    for sql in PERSON {
        let rows = reader.rows(sql, std::slice::from_ref(person)).await.expect("rows are read");
        all.push_str(&format!("{rows:?}\n"));
    }
    all
}

#[test]
fn a_loaded_person_consists_of_the_rows_that_creating_them_leaves() {
    check(|installation| async move {
        installation.generate().await.expect("a nation is generated");
        let sql = "SELECT a.id, a.given_name, a.family_name, a.job_title, o.code, a.listed FROM account a \
                   JOIN organisation o ON o.id = a.organisation JOIN policy_membership m ON m.account = a.id \
                   JOIN user_policy p ON p.id = m.policy JOIN licence_assignment h ON h.account = a.id \
                   WHERE a.state = 'active' AND a.version = 1 AND p.name = 'National' ORDER BY a.id LIMIT 60";
        let mut reader = installation.reader().await;
        let loaded = reader.rows(sql, &[]).await.expect("people are read");
        assert_eq!(loaded.len(), 60);
        let door = installation.door().await;
        for row in &loaded {
            let text = |column| row.text(column).expect("a text");
            let body = json!({ "organisation": text(4), "given_name": text(1), "family_name": text(2), "job_title": text(3), "listed": row.flag(5).expect("a flag") });
            let created = perform(&door, "person.create", body).await;
            let id = created["id"].as_str().and_then(|id| id.parse().ok()).expect("a key");
            let twin = rows_of(&mut reader, &Val::Id(id)).await;
            let mut original = rows_of(&mut reader, &Val::Id(row.id(0).expect("a key"))).await;
            // Where the organisation's licences have run out meanwhile, the twin waits for one.
            if twin.ends_with("[]\n") {
                let held = original.trim_end().rfind('\n').expect("several lines");
                original.truncate(held + 1);
                original.push_str("[]\n");
            }
            assert_eq!(twin, original);
        }
        drop(reader);
        end(&door).await;
    });
}

#[test]
fn indexes_are_as_if_nothing_had_been_loaded() {
    check(|installation| async move {
        end(&installation.door().await).await;
        let before = installation.indexes().await;
        installation.generate().await.expect("a nation is generated");
        assert!(before.len() > 40, "only {} indexes", before.len());
        assert_eq!(installation.indexes().await, before);
    });
}

#[test]
fn an_installation_that_holds_organisations_is_refused_and_so_is_one_left_half_way() {
    check(|installation| async move {
        installation.generate().await.expect("a nation is generated");
        let again = installation.generate().await.expect_err("a second one is refused");
        assert!(again.to_string().contains("not empty"), "{again}");
        std::fs::write(installation.data.join("generation-begun"), "").expect("a mark is left");
        let half = installation.generate().await.expect_err("a half one is refused");
        assert!(half.to_string().contains("fresh folder"), "{half}");
    });
}

#[test]
fn a_load_that_is_given_up_leaves_nothing_and_one_into_a_full_table_does_not_begin() {
    check(|installation| async move {
        end(&installation.door().await).await;
        let before = installation.indexes().await;
        let stem = Table {
            name: "address_stem",
            columns: &["stem", "next", "version", "act"],
            order: Order::Any,
            may_hold: false,
        };
        let row = |stem: &str| kernel::vals![stem, 2_i64, 1_i64, uuid::Uuid::from_u128(1)];
        let target = installation.data.target();
        let mut load = Load::begin(&target, &[stem]).await.expect("a load begins");
        for number in 0..30_000 {
            load.put("address_stem", row(&format!("given.up{number}")))
                .await
                .expect("a row goes in");
        }
        load.give_up().await;
        let sql = "SELECT COUNT(*) FROM address_stem";
        let left = installation.reader().await.number(sql, &[]).await.expect("a count");
        assert_eq!(left, 0);
        assert_eq!(installation.indexes().await, before);
        let mut load = Load::begin(&target, &[stem]).await.expect("a load begins");
        load.put("address_stem", row("once")).await.expect("a row goes in");
        load.finish().await.expect("the load ends");
        let again = match Load::begin(&target, &[stem]).await {
            Ok(_) => panic!("a table that holds rows is filled"),
            Err(fault) => fault.chain(),
        };
        assert!(again.contains("not empty"), "{again}");
        let spine = Table { name: "audit", ..stem };
        assert!(Load::begin(&target, &[spine]).await.is_err());
    });
}
