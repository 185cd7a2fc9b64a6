//! A power cut: between the last write to the log and every acknowledgement lies an `fdatasync`.

use std::process::Command;

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
        let mut scratch = testkit::Scratch::new(testkit::Engine::Sqlite).await;
        let kernel::db::Target::Sqlite(path, settings) = scratch.target.clone() else {
            panic!("an SQLite target")
        };
        scratch.target = kernel::db::Target::Sqlite(
            path,
            kernel::db::SqliteSettings { synchronous: mode != "normal", ..settings },
        );
        let world = testkit::World::open(
            &scratch,
            testkit::Engine::Sqlite,
            vec![crate::sample::manifest()],
            kernel::door::Ports::default(),
            testkit::Stand::In,
        )
        .await
        .expect("opens");
        let org = world.organisation("RX1").await;
        for number in 0..20 {
            world.done(world.operator(), crate::sample::Put::new(org, &number.to_string())).await;
            use std::io::Write as _;
            std::io::stdout()
                .write_all(format!("ACKNOWLEDGED {number}\n").as_bytes())
                .expect("standard output takes it");
        }
        world.door.close().await;
        scratch.remove().await;
    });
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
        .stdout(std::process::Stdio::null())
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
