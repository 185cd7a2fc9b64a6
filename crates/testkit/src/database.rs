//! Scratch databases: a file, or a database of its own on a server.

use std::path::PathBuf;

use kernel::db::{SqliteSettings, Target};
use kernel::random;
use tokio_postgres::{Client, NoTls};

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// The embedded engine.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
    /// A PostgreSQL server that runs transactions as if one by one: what holds here and not at the level the product
    /// runs on lacks a guard row.
    Serializable,
}

/// The engines to run on: always SQLite, and PostgreSQL where a server is named.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the server is"
)]
pub fn engines() -> Vec<Engine> {
    if std::env::var("GUILDHALL_TEST_POSTGRES").is_ok() {
        return vec![Engine::Sqlite, Engine::Postgres];
    }
    use std::io::Write as _;
    let _ = writeln!(
        std::io::stderr(),
        "NOT RUN ON POSTGRESQL: GUILDHALL_TEST_POSTGRES names no server (script/test sets it)"
    );
    vec![Engine::Sqlite]
}

/// The engines for a race: those of [`engines`], and PostgreSQL at SERIALIZABLE as an oracle.
pub fn racing_engines() -> Vec<Engine> {
    let mut engines = engines();
    if engines.contains(&Engine::Postgres) {
        engines.push(Engine::Serializable);
    }
    engines
}

/// A database that goes away with this value.
pub struct Scratch {
    /// Where it is.
    pub target: Target,
    /// A folder for the test's files; on SQLite the database is in it.
    pub folder: PathBuf,
    name: Option<String>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the server is"
)]
fn server() -> String {
    std::env::var("GUILDHALL_TEST_POSTGRES").unwrap_or_default()
}

impl Scratch {
    /// The file that another process left in a folder.
    pub fn left_in(folder: PathBuf) -> Self {
        let settings = SqliteSettings { cache_mib: 16, ..SqliteSettings::default() };
        let target = Target::Sqlite(folder.join("guildhall.db"), settings);
        Self { target, folder, name: None }
    }

    /// Makes one on the engine.
    pub async fn new(engine: Engine) -> Self {
        let unique = kernel::audit::hex(&random::bytes::<8>());
        let folder = std::env::temp_dir().join(format!("guildhall-test-{unique}"));
        std::fs::create_dir_all(&folder).expect("a folder for the test can be made");
        match engine {
            Engine::Sqlite => Self {
                target: Target::Sqlite(
                    folder.join("guildhall.db"),
                    SqliteSettings { cache_mib: 16, ..SqliteSettings::default() },
                ),
                folder,
                name: None,
            },
            Engine::Postgres | Engine::Serializable => {
                let name = format!("guildhall_test_{unique}");
                run(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'"
                ))
                .await;
                let url = server();
                let (base, _) = url.rsplit_once('/').expect("the server's URL names a database");
                let options = if engine == Engine::Serializable {
                    "?options=-c%20default_transaction_isolation%3Dserializable"
                } else {
                    ""
                };
                Self {
                    target: Target::Postgres(format!("{base}/{name}{options}")),
                    folder,
                    name: Some(name),
                }
            }
        }
    }

    /// Makes another one that holds what this one holds; whoever is connected to this one is cut off.
    pub async fn copy(&self, engine: Engine) -> Self {
        let copy = Self::new(engine).await;
        match (&self.name, &copy.name) {
            (Some(name), Some(own)) => {
                run(&format!("DROP DATABASE {own}")).await;
                run(&format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'")).await;
                run(&format!("CREATE DATABASE {own} TEMPLATE {name}")).await;
            }
            _ => {
                let (from, to) =
                    (self.folder.join("guildhall.db"), copy.folder.join("guildhall.db"));
                std::fs::copy(from, to).expect("the file is copied");
            }
        }
        copy
    }

    /// Removes it.
    pub async fn remove(self) {
        if let Some(name) = &self.name {
            run(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs statements past every check of the product, as an earlier release or somebody with the file might have.
pub async fn run_sql(target: &Target, sql: &str) {
    match target {
        Target::Sqlite(path, _) => {
            let connection = rusqlite::Connection::open(path).expect("the file opens");
            connection.execute_batch(sql).expect("the statements run");
        }
        Target::Postgres(url) => {
            session(url, async |client| {
                client.batch_execute(sql).await.expect("the statements run");
            })
            .await;
        }
    }
}

/// Makes a database that takes no new row of a table, as one that is broken there.
pub async fn close_table(target: &Target, table: &str) {
    let sql = match target {
        Target::Sqlite(..) => format!(
            "CREATE TRIGGER closed_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'closed'); END"
        ),
        Target::Postgres(_) => {
            format!("ALTER TABLE {table} ADD CONSTRAINT closed_{table} CHECK (1 = 0) NOT VALID")
        }
    };
    run_sql(target, &sql).await;
}

/// Makes it take rows again.
pub async fn open_table(target: &Target, table: &str) {
    let sql = match target {
        Target::Sqlite(..) => format!("DROP TRIGGER closed_{table}"),
        Target::Postgres(_) => format!("ALTER TABLE {table} DROP CONSTRAINT closed_{table}"),
    };
    run_sql(target, &sql).await;
}

/// Somebody beside the service who holds what they see of a file: its log cannot start over until they are dropped.
pub struct Held(rusqlite::Connection);

impl Held {
    /// Holds what is there now.
    pub fn now(path: &std::path::Path) -> Self {
        let connection = rusqlite::Connection::open(path).expect("the file opens");
        let hold = "BEGIN; SELECT COUNT(*) FROM schema_migration";
        connection.execute_batch(hold).expect("a snapshot is held");
        Self(connection)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.execute_batch("COMMIT");
    }
}

/// Runs statements on a server that may not outlive them, and says whether they ran.
pub async fn try_sql(url: &str, sql: &str) -> bool {
    let Ok((client, connection)) = tokio_postgres::connect(url, NoTls).await else { return false };
    let driving = tokio::spawn(connection);
    let ran = client.batch_execute(sql).await.is_ok();
    drop(client);
    let _ = driving.await;
    ran
}

async fn run(sql: &str) {
    session(&server(), async |client| {
        client.batch_execute(sql).await.expect("the test server does as asked");
    })
    .await;
}

/// A connection of the test's own to a database of the test server.
pub(crate) async fn on_postgres<T>(name: &str, work: impl AsyncFnOnce(&Client) -> T) -> T {
    let url = server();
    let (base, _) = url.rsplit_once('/').expect("the server's URL names a database");
    session(&format!("{base}/{name}"), work).await
}

/// A connection of the test's own.
pub(crate) async fn session<T>(url: &str, work: impl AsyncFnOnce(&Client) -> T) -> T {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.expect("the test server answers");
    let driving = tokio::spawn(connection);
    let done = work(&client).await;
    drop(client);
    let _ = driving.await;
    done
}
