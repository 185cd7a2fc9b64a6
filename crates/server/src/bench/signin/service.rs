//! The service as a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, bail};
use reqwest::Client;
use tokio::process::{Child, Command};

use crate::data_dir::DataDir;

/// Parts of a second in which Linux counts what a process used.
const TICKS: f64 = 100.0;

/// How often it is looked whether a service still works off what was prepared.
const LOOK: Duration = Duration::from_millis(500);
/// The part of a processor below which it no longer does.
const AT_REST: f64 = 0.1;
/// Acts that the furthest follower may be behind: it notes its place once a second.
const CLOSE: f64 = 10.0;
/// Looks in a row that have to find it at rest.
const LOOKS: u32 = 3;
/// Looks after which it is said that it never comes to rest: ten minutes.
const PATIENCE: u32 = 1200;

/// A service that runs; it ends with this.
pub(in crate::bench) struct Service {
    child: Child,
    /// Where it answers.
    pub(in crate::bench) url: String,
}

impl Service {
    /// Starts it on a folder and waits until it is ready and has worked off what follows from the people who were made:
    /// letters, licences and the tenant would be counted as work of the first thing that is measured.
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
                Ok(answer) if answer.status().is_success() => break,
                _ => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
        service.comes_to_rest(data).await?;
        Ok(service)
    }

    /// What follows from people who were made is done by followers, which are never busy for long at a time, and by jobs.
    async fn comes_to_rest(&self, data: &Path) -> anyhow::Result<()> {
        let client =
            Client::builder().unix_socket(DataDir::existing(data, None)?.socket()).build()?;
        let (mut used, mut resting) = (processor_seconds(self.pid())?, 0);
        for _ in 0..PATIENCE {
            tokio::time::sleep(LOOK).await;
            let now = processor_seconds(self.pid())?;
            let figures = client.get("http://localhost/metrics").send().await?.text().await?;
            let is_resting =
                now - used < AT_REST * LOOK.as_secs_f64() && furthest_behind(&figures)? <= CLOSE;
            resting = if is_resting { resting + 1 } else { 0 };
            used = now;
            if resting == LOOKS {
                return Ok(());
            }
        }
        bail!("the service did not come to rest after the people were made")
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id().unwrap_or_default()
    }

    pub(in crate::bench) async fn stop(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("ending the service")
    }
}

/// How many acts the follower that is furthest behind has not passed, by what the service says of itself.
fn furthest_behind(figures: &str) -> anyhow::Result<f64> {
    let lines = figures.lines().filter(|line| line.starts_with("guildhall_follower_behind{"));
    let values = lines.map(|line| line.rsplit(' ').next().unwrap_or_default().parse::<f64>());
    let furthest = values.collect::<Result<Vec<_>, _>>()?.into_iter().reduce(f64::max);
    furthest.context("the service does not say how far behind its followers are")
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
