//! The process itself, as the system sees it.

use kernel::clock::Stopwatch;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

pub(super) fn register(registry: &mut Registry, started: &Stopwatch) {
    let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
    registry.register("build", "The release that runs", build);
    let uptime = ConstGauge::new(started.elapsed().as_secs_f64());
    registry.register_with_unit("uptime", "Since the process started", Unit::Seconds, uptime);
    if let Some(bytes) = resident() {
        let memory = ConstGauge::new(bytes as f64);
        registry.register_with_unit("memory", "Memory of the process", Unit::Bytes, memory);
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        let files = ConstGauge::new(open.count() as f64);
        registry.register("open_files", "Files and connections that the process has open", files);
    }
}

/// Resident memory in bytes, as the kernel of the machine counts it.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
