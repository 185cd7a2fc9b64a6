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

    /// Kills one backend of the database outright; PostgreSQL then ends all others and recovers.
    pub async fn kill_backend(&self, database: &str) {
        let process = session(database, async |client| {
            let row = client
                .query_one(
                    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() \
                     AND pid <> pg_backend_pid() AND backend_type = 'client backend' \
                     ORDER BY random() LIMIT 1",
                    &[],
                )
                .await
                .expect("somebody is connected");
            row.get::<_, i32>(0).to_string()
        });
        kill(&process.await);
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

    /// Starts it again from its files.
    pub fn start(&self) {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../script/pg");
        let mut command = Command::new(script);
        command.args(["--name", &self.name, "start"]).stdout(Stdio::null());
        assert!(command.status().expect("script/pg runs").success(), "it does not start again");
    }
}

fn kill(process: &str) {
    let killed = Command::new("kill").args(["-KILL", process]).status().expect("kill runs");
    assert!(killed.success(), "process {process} could not be killed");
}
