//! A PostgreSQL cluster of `script/pg` that a test may kill.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::database::session;

/// A cluster nobody else works on.
pub struct Cluster {
    /// What `script/pg --name` calls it.
    pub name: String,
}

impl Cluster {
    /// The one the environment names in `GUILDHALL_CRASH_CLUSTER`; `GUILDHALL_TEST_POSTGRES` is its address.
    #[expect(clippy::disallowed_methods, reason = "the bench that made the cluster names it")]
    pub fn named() -> Option<Self> {
        std::env::var("GUILDHALL_CRASH_CLUSTER").ok().map(|name| Self { name })
    }

    /// Kills one backend of the database outright; PostgreSQL then ends all others and recovers. Comes back when it has
    /// begun to, so that what is asked next is asked of the recovered one.
    pub async fn kill_backend(&self, database: &str) {
        session(database, async |client| {
            let row = client
                .query_one(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
                     AND pid <> pg_backend_pid() AND backend_type = 'client backend' \
                     ORDER BY random() LIMIT 1",
                    &[],
                )
                .await
                .expect("somebody is connected");
            kill(&row.get::<_, i32>(0).to_string());
            // This session is one of the others.
            client.query_one("SELECT pg_sleep(60)", &[]).await.expect_err("it is ended, too");
        })
        .await;
    }

    /// Kills the postmaster outright; nothing serves the database until [`Cluster::start`].
    pub async fn kill_postmaster(&self, database: &str) {
        let note = session(database, async |client| {
            let row = client.query_one("SHOW data_directory", &[]).await.expect("an answer");
            Path::new(row.get::<_, &str>(0)).join("postmaster.pid")
        });
        let text = std::fs::read_to_string(note.await).expect("the postmaster's note");
        kill(text.lines().next().expect("the first line names the process"));
    }

    /// Starts it again from its files, unless it runs.
    pub fn start(&self) {
        let started = self.script("start").stdout(Stdio::null()).status();
        assert!(started.expect("script/pg runs").success(), "it does not start again");
    }

    fn script(&self, verb: &str) -> Command {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../script/pg");
        let mut command = Command::new(script);
        command.args(["--name", &self.name, verb]);
        command
    }
}

/// A cluster of the test's own, whose files are in a folder; ended and removed when dropped.
pub struct OwnCluster {
    cluster: Cluster,
    /// The address of its first database.
    pub address: String,
}

impl OwnCluster {
    /// Makes one.
    pub fn in_folder(name: String, folder: &Path) -> Self {
        let cluster = Cluster { name };
        let made = cluster.script("start").env("GUILDHALL_PG_IN", folder).output();
        let made = made.expect("script/pg runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        Self { cluster, address: String::from_utf8_lossy(&made.stdout).trim().to_owned() }
    }

    /// Starts it again from its files, unless it runs.
    pub fn start(&self) {
        self.cluster.start();
    }
}

impl Drop for OwnCluster {
    fn drop(&mut self) {
        let _ = self.cluster.script("stop").status();
    }
}

fn kill(process: &str) {
    let killed = Command::new("kill").args(["-KILL", process]).status().expect("kill runs");
    assert!(killed.success(), "process {process} could not be killed");
}
