//! Copies of the whole database that are needed in passing: in a folder of their own that is closed to others.
//!
//! Such a folder goes away with the work it was made for, with the signal that ends that work, and, if the process was
//! killed, when the next such work or the service begins: whoever works in one holds a lock on it, and one that nobody
//! holds is nobody's.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use kernel::random;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use crate::data_dir::DataDir;

/// Where the file of the embedded engine is copied to while it is read.
pub const COPY: &str = "backup-copy";
/// Where a backup is put back to be looked at.
pub const CHECK: &str = "restore-check";
/// The file within such a folder that is locked while somebody works in it.
const LOCK: &str = "lock";

/// A folder that goes away.
#[derive(Debug)]
pub struct Passing {
    folder: PathBuf,
    _lock: File,
    _signals: OnSignal,
}

impl Passing {
    /// Makes one in `parent`, once those of its kind that nobody works in any more have been taken away.
    pub fn make(parent: &Path, kind: &str) -> anyhow::Result<Self> {
        sweep(parent, kind)?;
        let name = format!("{kind}-{}", kernel::audit::hex(&random::bytes::<8>()));
        let folder = parent.join(name);
        let making = || format!("The folder {} could not be made", folder.display());
        let signals = OnSignal::remove(vec![folder.clone()])?;
        DirBuilder::new().mode(0o700).create(&folder).with_context(making)?;
        let lock = File::create_new(folder.join(LOCK)).with_context(making)?;
        ensure!(lock.try_lock().is_ok(), "{}: another process took it", making());
        Ok(Self { folder, _lock: lock, _signals: signals })
    }

    /// A file in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Takes it away.
    ///
    /// # Errors
    /// If that cannot be done: what is in it is not protected by anything but the folder.
    pub fn remove(self) -> anyhow::Result<()> {
        fs::remove_dir_all(&self.folder)
            .with_context(|| format!("{} could not be removed", self.folder.display()))
    }
}

impl Drop for Passing {
    fn drop(&mut self) {
        // After `remove` there is nothing to do; else an error is being told already.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Takes things away and ends the process if the operating system says that it has to end.
#[derive(Debug)]
pub struct OnSignal(JoinHandle<()>);

impl OnSignal {
    /// These files and folders.
    pub fn remove(paths: Vec<PathBuf>) -> anyhow::Result<Self> {
        let listening = "The signals of the operating system could not be listened for";
        let mut hangup = signal(SignalKind::hangup()).context(listening)?;
        let mut interrupt = signal(SignalKind::interrupt()).context(listening)?;
        let mut terminate = signal(SignalKind::terminate()).context(listening)?;
        Ok(Self(tokio::spawn(async move {
            let kind = tokio::select! {
                _ = hangup.recv() => SignalKind::hangup(),
                _ = interrupt.recv() => SignalKind::interrupt(),
                _ = terminate.recv() => SignalKind::terminate(),
            };
            for path in paths {
                take_away(&path);
            }
            // As the shell says it of a process that a signal ended.
            std::process::exit(128 + kind.as_raw_value());
        })))
    }
}

impl Drop for OnSignal {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Removes a file or a folder while somebody may still be writing into it.
fn take_away(path: &Path) {
    /// A file that is made between looking and removing keeps the folder; nobody makes many.
    const TRIES: usize = 20;
    for _ in 0..TRIES {
        let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
        match removed {
            Ok(()) => return,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(_) => {}
        }
    }
}

/// Takes away what processes that were killed have left in the folder of an installation.
pub fn sweep_all(data: &DataDir) -> anyhow::Result<()> {
    for kind in [COPY, CHECK] {
        sweep(&data.join(""), kind)?;
    }
    Ok(())
}

/// Takes away the folders of a kind, and files of earlier releases, that nobody holds.
fn sweep(parent: &Path, kind: &str) -> anyhow::Result<()> {
    let looking = || format!("The folder {} could not be looked through", parent.display());
    for entry in fs::read_dir(parent).with_context(looking)? {
        let path = entry.with_context(looking)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.strip_prefix(kind).is_some_and(|rest| rest.starts_with('-')) {
            continue;
        }
        let removing = || format!("{} could not be removed", path.display());
        let is_folder = path.is_dir();
        let lock = if is_folder { path.join(LOCK) } else { path.clone() };
        match File::open(&lock).map(|lock| (lock.try_lock(), lock)) {
            // Somebody works in it.
            Ok((Err(TryLockError::WouldBlock), _)) => {}
            Ok((Ok(()), _held)) if is_folder => fs::remove_dir_all(&path).with_context(removing)?,
            Ok((Ok(()), _held)) => fs::remove_file(&path).with_context(removing)?,
            Ok((Err(TryLockError::Error(error)), _)) => {
                return Err(error).with_context(removing);
            }
            // Just being made, or removed; if it stays, it is empty.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let _ = fs::remove_dir(&path);
            }
            Err(error) => return Err(error).with_context(removing),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_nobody_holds_is_taken_away_and_what_somebody_holds_is_not() {
        let unique = kernel::audit::hex(&random::bytes::<8>());
        let parent = std::env::temp_dir().join(format!("guildhall-test-{unique}"));
        fs::create_dir(&parent).expect("made");
        let held = Passing::make(&parent, COPY).expect("made");
        fs::write(held.join("guildhall.db"), "copy").expect("written");
        // Killed: nobody holds the lock any more. And the file of an earlier release.
        let left = parent.join("backup-copy-0123456789abcdef");
        fs::create_dir(&left).expect("made");
        fs::write(left.join(LOCK), "").expect("written");
        fs::write(left.join("guildhall.db"), "copy").expect("written");
        fs::write(parent.join("backup-copy-1"), "copy").expect("written");
        for other in ["backup-copying", "restore-check-1"] {
            fs::write(parent.join(other), "another's").expect("written");
        }
        let names = || {
            let mut names: Vec<String> = fs::read_dir(&parent)
                .expect("read")
                .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        let further = Passing::make(&parent, COPY).expect("made");
        assert_eq!(names().len(), 4, "{:?}", names());
        assert_eq!(fs::read(held.join("guildhall.db")).expect("read"), b"copy");
        drop(held);
        further.remove().expect("removed");
        assert_eq!(names(), ["backup-copying", "restore-check-1"]);
        fs::remove_dir_all(&parent).expect("removed");
    }
}
