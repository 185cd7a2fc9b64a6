//! How full the disk under the installation's folder is, and the alarm that says so before it is full.

use std::io;
use std::path::{Path, PathBuf};

use kernel::config::Alarms;
use kernel::http::Shutdown;

use super::DISK_EVERY;

/// What the file system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Bytes in all.
    pub size: u64,
    /// Bytes in use.
    pub used: u64,
    /// Bytes that this process may still write: without those kept for the system's own account.
    pub free: u64,
    /// Files that can still be made; none where the file system does not count them.
    pub files_free: Option<u64>,
}

/// How much of a disk is used, by the alarms of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Below every alarm.
    Well,
    /// Somebody should make room.
    Filling,
    /// Somebody must make room now.
    Urgent,
}

impl Disk {
    /// Of the file system that holds the path.
    pub fn of(path: &Path) -> io::Result<Self> {
        let found = rustix::fs::statvfs(path)?;
        Ok(Self {
            size: found.f_blocks.saturating_mul(found.f_frsize),
            used: found.f_blocks.saturating_sub(found.f_bfree).saturating_mul(found.f_frsize),
            free: found.f_bavail.saturating_mul(found.f_frsize),
            files_free: (found.f_files > 0).then_some(found.f_favail),
        })
    }

    /// What is used of that which may be, in per cent, rounded up: the same figure as that of `df`.
    pub fn used_percent(&self) -> u8 {
        let (used, all) = (u128::from(self.used), u128::from(self.used) + u128::from(self.free));
        u8::try_from((used * 100).div_ceil(all.max(1))).unwrap_or(100)
    }

    /// By the alarms. Without files left nothing can be written either.
    pub fn level(&self, alarms: &Alarms) -> Level {
        let used = self.used_percent();
        if used >= alarms.disk_urgent_percent || self.files_free == Some(0) {
            Level::Urgent
        } else if used >= alarms.disk_percent {
            Level::Filling
        } else {
            Level::Well
        }
    }
}

/// Tells the log when the disk fills, and when it is well again.
pub(super) async fn watch(folder: PathBuf, alarms: Alarms, shutdown: Shutdown) {
    let mut told = Level::Well;
    while !shutdown.is_begun() {
        match Disk::of(&folder) {
            Ok(disk) => {
                let level = disk.level(&alarms);
                if level != told {
                    tell(level, &disk);
                    told = level;
                }
            }
            Err(error) => tracing::warn!(%error, "the disk could not be looked at"),
        }
        tokio::select! {
            () = tokio::time::sleep(DISK_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
}

fn tell(level: Level, disk: &Disk) {
    let (used_percent, free_mib) = (disk.used_percent(), disk.free / (1024 * 1024));
    match level {
        Level::Well => {
            tracing::warn!(used_percent, free_mib, "the disk has room again");
        }
        Level::Filling => {
            tracing::warn!(used_percent, free_mib, "the disk is filling; make room");
        }
        Level::Urgent => {
            tracing::error!(
                used_percent,
                free_mib,
                "the disk is nearly full; when it is, changes are refused. Make room now"
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_judged_by_what_may_still_be_written() {
        let alarms = Alarms::default();
        // A tenth is kept for the system's own account.
        let disk = |free| Disk { size: 1100, used: 1000 - free, free, files_free: Some(5) };
        let level = |free| disk(free).level(&alarms);
        assert_eq!((level(210), level(200)), (Level::Well, Level::Filling));
        assert_eq!(
            (level(110), level(100), level(0)),
            (Level::Filling, Level::Urgent, Level::Urgent)
        );
        assert_eq!(Disk { files_free: Some(0), ..disk(900) }.level(&alarms), Level::Urgent);
        assert_eq!(Disk { files_free: None, ..disk(900) }.level(&alarms), Level::Well);
        let none = Disk { size: 0, used: 0, free: 0, files_free: None };
        assert_eq!(none.used_percent(), 0, "no division by nothing");
        let here = Disk::of(Path::new("/")).expect("every machine has a root");
        assert!(here.size >= here.free && here.size > 0);
    }
}
