//! A power cut: between the last write to the log and every acknowledgement lies an `fdatasync`. A disk that fails:
//! the process stops, and what was acknowledged is there at the next start.

use std::process::{Command, Stdio};

use kernel::door::Ports;
use testkit::{Engine, Scratch, Stand, World};

use crate::sample::{manifest, rows};

/// The child of the test below: performs acts one by one and says on its standard output when each is acknowledged.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the child is told by the environment that it is one"
)]
fn power_child() {
    let Some(mode) = std::env::var_os("GUILDHALL_POWER_CHILD") else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut scratch = Scratch::new(Engine::Sqlite).await;
        say(&format!("FOLDER {}", scratch.folder.display()));
        let kernel::db::Target::Sqlite(path, settings) = scratch.target.clone() else {
            panic!("an SQLite target")
        };
        scratch.target = kernel::db::Target::Sqlite(
            path,
            kernel::db::SqliteSettings { synchronous: mode != "normal", ..settings },
        );
        let world = open(&scratch).await;
        let org = world.organisation("RX1").await;
        for number in 0..20 {
            world.done(world.operator(), crate::sample::Put::new(org, &number.to_string())).await;
            say(&format!("ACKNOWLEDGED {number}"));
        }
        world.door.close().await;
        scratch.remove().await;
    });
}

async fn open(scratch: &Scratch) -> World {
    World::open(scratch, Engine::Sqlite, vec![manifest()], Ports::default(), Stand::In)
        .await
        .expect("opens")
}

fn say(line: &str) {
    use std::io::Write as _;
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).expect("standard output takes it");
}

/// Reads a trace of the child's system calls: true if no acknowledgement follows a write to the log without a sync
/// of it in between.
fn every_acknowledgement_is_durable(trace: &str) -> bool {
    let mut unsynced = false;
    let mut acknowledged = 0;
    for line in trace.lines() {
        let on_log = line.contains("-wal>");
        if on_log && (line.contains("pwrite64(") || line.contains("write(")) {
            unsynced = true;
        } else if (on_log && line.contains("sync(") || line.contains("sync resumed"))
            && line.contains("= 0")
        {
            // A call that another thread interrupted in the trace counts when it has returned.
            unsynced = false;
        } else if line.contains("ACKNOWLEDGED") {
            acknowledged += 1;
            if unsynced {
                return false;
            }
        }
    }
    assert!(acknowledged >= 20, "the trace shows {acknowledged} acknowledgements");
    true
}

fn trace(mode: &str) -> String {
    let file = std::env::temp_dir().join(format!("guildhall-strace-{}-{mode}", std::process::id()));
    let program = std::env::current_exe().expect("this test has a file");
    let status = Command::new("strace")
        .args(["-f", "-y", "-s", "64", "-e", "trace=pwrite64,write,fdatasync,fsync", "-o"])
        .arg(&file)
        .arg(program)
        .args(["--exact", "power::power_child", "--nocapture"])
        .env("GUILDHALL_POWER_CHILD", mode)
        .stdout(Stdio::null())
        .status()
        .expect("strace is installed (script/test installs it)");
    assert!(status.success(), "the traced child ends well");
    let text = std::fs::read_to_string(&file).expect("the trace can be read");
    let _ = std::fs::remove_file(&file);
    text
}

#[test]
fn a_sync_lies_between_the_last_log_write_and_every_acknowledgement() {
    assert!(every_acknowledgement_is_durable(&trace("full")));
    assert!(
        !every_acknowledgement_is_durable(&trace("normal")),
        "the test can tell: with synchronous=NORMAL it fails"
    );
}

/// Runs the child on a disk of which these calls fail from the `from`th on; what it said, and whether it was aborted.
fn on_a_failing_disk(calls: &str, from: u32) -> (String, bool) {
    let program = std::env::current_exe().expect("this test has a file");
    let output = Command::new("strace")
        .args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:error=EIO:when={from}+")])
        .arg(program)
        .args(["--exact", "power::power_child", "--nocapture"])
        .env("GUILDHALL_POWER_CHILD", "full")
        .stderr(Stdio::null())
        .output()
        .expect("strace is installed (script/test installs it)");
    // strace ends as the child did.
    let aborted = std::os::unix::process::ExitStatusExt::signal(&output.status) == Some(6);
    (String::from_utf8(output.stdout).expect("the child speaks UTF-8"), aborted)
}

#[test]
fn a_disk_that_fails_stops_the_process_and_nothing_acknowledged_is_lost() {
    for (calls, from) in [("fsync,fdatasync", 20), ("pwrite64", 400)] {
        let (said, aborted) = on_a_failing_disk(calls, from);
        assert!(aborted, "the process stops when {calls} fail; it said:\n{said}");
        let acknowledged = said.matches("ACKNOWLEDGED").count();
        assert!((1..20).contains(&acknowledged), "{calls}: {acknowledged} acknowledged");
        let folder =
            said.lines().find_map(|line| line.split_once("FOLDER ")).expect("its folder").1;
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let scratch = Scratch::left_in(folder.into());
            let world = open(&scratch).await;
            assert!(rows(&world).await >= acknowledged as i64, "{calls}: what was said is there");
            let (door, mut reader) = (&world.door, world.door.reader().await.expect("a reader"));
            let report = kernel::audit::verify(&mut reader, door.node_key(), &[], None)
                .await
                .expect("reads");
            assert_eq!(report.problems, []);
            drop(reader);
            door.close().await;
            scratch.remove().await;
        });
    }
}
