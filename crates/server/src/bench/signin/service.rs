//! The service as a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::process::{Child, Command};

/// Parts of a second in which Linux counts what a process used.
const TICKS: f64 = 100.0;

/// A service that runs; it ends with this.
pub(in crate::bench) struct Service {
    child: Child,
    /// Where it answers.
    pub(in crate::bench) url: String,
}

impl Service {
    /// Starts it on a folder and waits until it is ready.
    pub(in crate::bench) async fn start(data: &Path) -> anyhow::Result<Self> {
        let port = {
            let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).context("taking a port")?;
            taken.local_addr()?.port()
        };
        let child = Command::new(std::env::current_exe()?)
            .args(["serve", "--port", &port.to_string(), "--data"])
            .arg(data)
            .env("RUST_LOG", "warn")
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting the service")?;
        let mut service = Self { child, url: format!("http://localhost:{port}") };
        let ready = format!("{}{}", service.url, crate::web::READY);
        loop {
            if let Some(status) = service.child.try_wait()? {
                bail!("the service ended before it was ready: {status}");
            }
            match reqwest::get(&ready).await {
                Ok(answer) if answer.status().is_success() => return Ok(service),
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    pub(in crate::bench) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("ending the service")
    }
}

/// Seconds of processors that a process has used, of its own and for the system.
pub(super) fn processor_seconds(pid: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat"))
        .with_context(|| format!("process {pid} is gone"))?;
    // The name may hold blanks; what is counted stands at fixed places behind it (proc(5), fields 14 and 15).
    let behind =
        text.rsplit_once(')').context("what Linux says of the process has another form")?.1;
    let ticks = behind.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS)
}
