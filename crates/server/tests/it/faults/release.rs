//! A database as an earlier release left it, with rows in it, made by that release's own migrations.

use std::hash::{DefaultHasher, Hasher as _};

use kernel::audit::{node_key, seal_once};
use kernel::clock::Clock;
use kernel::db::{Migration, Reader, read_only};
use kernel::door::{Actor, Door, Face, Manifest, Opening};
use kernel::refusal::Fault;
use kernel::vals;
use serde_json::json;
use testkit::{Engine, Scratch, run_sql};

use crate::whole;

/// The last migration of the earlier release: all that fill or change rows came later.
pub(crate) const OLD: i64 = 11;
/// The key of its nodes.
pub(crate) const KEY: [u8; 32] = [7; 32];
/// Acts in its audit.
pub(crate) const ACTS: i64 = 50;

/// Every slice, without what later releases brought to its tables.
fn manifests() -> Vec<Manifest> {
    let earlier = |migrations: &'static [Migration]| -> &'static [Migration] {
        let kept = migrations.iter().filter(|migration| i64::from(migration.number) <= OLD);
        Vec::leak(kept.copied().collect())
    };
    let whole = whole::manifests().into_iter();
    whole
        .map(|manifest| Manifest { migrations: earlier(manifest.migrations), ..manifest })
        .collect()
}

/// Makes it: acts through the door, and `people` accounts with what belongs to them.
pub(crate) async fn make(engine: Engine, people: u64) -> Scratch {
    let scratch = Scratch::new(engine).await;
    let opening = Opening {
        target: scratch.target.clone(),
        clock: Clock::machine(),
        key: node_key(&KEY),
        ports: whole::ports(),
    };
    let door = Door::open(opening, &manifests()).await.expect("the earlier release opens");
    server::compose::settle(&door).await.expect("it is ready");
    for value in 1..=ACTS {
        let call = door.call(Actor::Operator("test".to_owned()), Face::Cli);
        let body = json!({ "name": "account.restore-days", "value": value });
        door.perform_by_name(call, "rule.change", body).await.expect("the act is done");
    }
    while seal_once(door.database(), door.node_key()).await.expect("sealing works") > 0 {}
    door.close().await;
    drop(door);
    run_sql(&scratch.target, &later(engine)).await;
    run_sql(&scratch.target, &rows(engine, people)).await;
    if engine == Engine::Sqlite {
        run_sql(&scratch.target, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    }
    scratch
}

/// Takes back what the kernel made for a later release: its migrations come with every door.
fn later(engine: Engine) -> String {
    let drop = match engine {
        Engine::Sqlite => {
            "DROP TABLE epoch; DROP TABLE audit_keep; DROP TABLE look; DROP TABLE served_organisation; \
             DROP INDEX role_grant_by_sector; ALTER TABLE role_grant DROP COLUMN sector; ALTER TABLE proposal DROP COLUMN expected;"
        }
        Engine::Postgres | Engine::Serializable => {
            "DROP TABLE epoch, audit_keep, look, served_organisation CASCADE; ALTER TABLE role_grant DROP COLUMN sector; ALTER TABLE proposal DROP COLUMN expected;"
        }
    };
    format!("{drop} DELETE FROM schema_migration WHERE number > {OLD};")
}

/// Accounts of which every third is disabled, each with a policy, a state in the tenant and a relation. Nothing in
/// them is due, so that the service has no reason to touch them.
fn rows(engine: Engine, people: u64) -> String {
    let id = |kind: u8| match engine {
        Engine::Sqlite => format!("unhex(printf('{kind:02x}%030x', i))"),
        Engine::Postgres | Engine::Serializable => {
            format!("('{kind:02x}' || lpad(to_hex(i), 30, '0'))::uuid")
        }
    };
    let (one, bytes) = match engine {
        Engine::Sqlite => ("zeroblob(16)", "zeroblob(32)"),
        Engine::Postgres | Engine::Serializable => {
            ("'00000000-0000-0000-0000-000000000000'::uuid", "decode(repeat('00', 32), 'hex')")
        }
    };
    let now = Clock::machine().now().micros();
    let account = id(1);
    let each = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {people})"
    );
    format!(
        "INSERT INTO account (id, organisation, kind, given_name, family_name, display_name, family_key, given_key, \
           address, mobile_hidden, listed, state, state_since, created_at, version, act) \
           {each} SELECT {account}, {one}, 'user', 'Given', 'Family', 'Given Family', 'family', 'given', \
           'given' || i || '@example.org', 0, 1, CASE WHEN i % 3 = 0 THEN 'disabled' ELSE 'active' END, {now}, {now}, 1, {one} FROM n; \
         INSERT INTO policy_membership (account, policy, organisation, name_key, present, applied, since, version, act) \
           {each} SELECT {account}, {one}, {one}, 'family' || i, 1, i % 7, {now}, 1, {one} FROM n; \
         INSERT INTO tenant_object (account, organisation, desired_hash, state, is_open, saved_at, tries, queued_for) \
           {each} SELECT {account}, {one}, {bytes}, 'live', i % 2, {now}, 0, 0 FROM n; \
         INSERT INTO organisation_relation (organisation, kind, other_code, started_on, as_of, version, act) \
           {each} SELECT {account}, 'RE4', 'X' || i, CASE WHEN i % 2 = 0 THEN 20200101 END, 20260101, 1, {one} FROM n;"
    )
}

/// The tables that the migrations since then fill or change, and the keys they are read by.
const TABLES: [(&str, &str); 5] = [
    ("account", "id"),
    ("policy_membership", "account"),
    ("tenant_object", "account"),
    ("organisation_relation", "organisation, other_code"),
    ("account_count", "organisation, kind, state"),
];

/// What a database holds and how it is built, to be compared.
pub(crate) struct State {
    /// Tables, columns and indexes.
    pub(crate) schema: Vec<String>,
    /// Every migration that was applied, in order.
    pub(crate) history: Vec<(i64, String)>,
    /// A digest of the rows of each table above.
    pub(crate) rows: Vec<(&'static str, usize, u64)>,
    /// Why each life began.
    pub(crate) lives: Vec<String>,
}

/// Reads it.
pub(crate) async fn state(scratch: &Scratch, engine: Engine) -> Result<State, Fault> {
    let mut reader = read_only(&scratch.target).await?;
    let mut rows = Vec::new();
    for (table, key) in TABLES {
        let found = reader.rows(&format!("SELECT * FROM {table} ORDER BY {key}"), &[]).await?;
        let mut digest = DefaultHasher::new();
        found.iter().for_each(|row| digest.write(format!("{row:?}").as_bytes()));
        rows.push((table, found.len(), digest.finish()));
    }
    let history = reader.rows("SELECT number, name FROM schema_migration ORDER BY number", &[]);
    let history = history.await?;
    let history = history.iter().map(|row| Ok((row.int(0)?, row.text(1)?)));
    let history = history.collect::<Result<_, Fault>>()?;
    let lives = texts(&mut reader, "SELECT cause FROM epoch ORDER BY number").await?;
    Ok(State { schema: schema(&mut reader, engine).await?, history, rows, lives })
}

/// Tables, columns and indexes, as the engine tells of them.
async fn schema(reader: &mut Reader, engine: Engine) -> Result<Vec<String>, Fault> {
    if engine == Engine::Sqlite {
        let sql = "SELECT type || ' ' || name || ' ' || COALESCE(sql, '') FROM sqlite_master ORDER BY type, name";
        return texts(reader, sql).await;
    }
    // Among the columns that there are: one that a later release brought, and that was taken back, leaves a gap.
    let columns = "SELECT table_name || '.' || column_name || ' ' || ROW_NUMBER() OVER (PARTITION BY table_name ORDER BY ordinal_position) || ' ' || data_type || ' ' || is_nullable || ' ' || COALESCE(column_default, '') AS told \
         FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY told";
    let indexes =
        "SELECT indexdef AS told FROM pg_indexes WHERE schemaname = current_schema() ORDER BY told";
    Ok([texts(reader, columns).await?, texts(reader, indexes).await?].concat())
}

async fn texts(reader: &mut Reader, sql: &str) -> Result<Vec<String>, Fault> {
    reader.rows(sql, &vals![]).await?.iter().map(|row| row.text(0)).collect()
}
