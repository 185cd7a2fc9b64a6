//! When the last backup of this installation was made: a file in its folder says so, because the database cannot; one
//! that was put back would remember another past.

use std::path::Path;

use anyhow::Context as _;
use kernel::clock::Timestamp;
use serde::{Deserialize, Serialize};

use crate::data_dir::{DataDir, write_private};

/// The file.
const LAST: &str = "last-backup.json";

/// The last backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastBackup {
    /// When it was finished.
    pub at: Timestamp,
    /// Where it was written.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Whether it was read again and compared.
    pub verified: bool,
}

impl LastBackup {
    /// That of an installation; none if there was none.
    ///
    /// # Errors
    /// If the file is there and says something else.
    pub fn of(data: &DataDir) -> anyhow::Result<Option<Self>> {
        let path = data.join(LAST);
        match std::fs::read(&path) {
            Ok(bytes) => {
                let read = serde_json::from_slice(&bytes);
                read.map(Some).with_context(|| format!("{} could not be read", path.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => {
                Err(error).with_context(|| format!("{} could not be read", path.display()))
            }
        }
    }

    /// Remembers one.
    pub fn keep(
        data: &DataDir,
        file: &Path,
        bytes: u64,
        verified: bool,
        at: Timestamp,
    ) -> anyhow::Result<()> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let last = Self { at, file: file.display().to_string(), bytes, verified };
        write_private(&data.join(LAST), &serde_json::to_vec_pretty(&last)?)
    }
}
