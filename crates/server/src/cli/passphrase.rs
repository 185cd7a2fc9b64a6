//! The passphrase of a backup: from a file or from what is piped in, never from the command line, where others see it.

use std::io::Read as _;
use std::path::PathBuf;

use anyhow::{Context as _, ensure};
use clap::Args;
use kernel::backup::Protection;
use kernel::secret::Secret;

/// Characters a new backup's passphrase has at least; guessing is slowed down, but not stopped, by how keys are made.
const LEAST: usize = 12;
/// Bytes that are read of one at most.
const MOST: u64 = 4096;

/// Where the passphrase is.
#[derive(Args, Clone, Debug)]
pub(super) struct Passphrase {
    /// The file that holds the passphrase
    #[arg(long, env = "GUILDHALL_PASSPHRASE_FILE", conflicts_with = "passphrase_stdin")]
    passphrase_file: Option<PathBuf>,
    /// Read the passphrase from standard input
    #[arg(long)]
    passphrase_stdin: bool,
}

impl Passphrase {
    /// What it says; none if none was named.
    fn read(&self) -> anyhow::Result<Option<Secret<String>>> {
        let mut text = String::new();
        let read = match (&self.passphrase_file, self.passphrase_stdin) {
            (Some(file), _) => std::fs::File::open(file)
                .and_then(|open| open.take(MOST).read_to_string(&mut text))
                .with_context(|| format!("The passphrase in {} could not be read", file.display())),
            (None, true) => std::io::stdin()
                .take(MOST)
                .read_to_string(&mut text)
                .context("The passphrase could not be read from standard input"),
            (None, false) => return Ok(None),
        };
        read?;
        let text = text.trim_end_matches(['\r', '\n']);
        ensure!(!text.is_empty(), "The passphrase is empty.");
        Ok(Some(Secret::new(text.to_owned())))
    }

    /// For a backup that is to be made.
    pub(super) fn to_make(&self) -> anyhow::Result<Protection> {
        let Some(passphrase) = self.read()? else { return Ok(Protection::None) };
        ensure!(
            passphrase.reveal().chars().count() >= LEAST,
            "The passphrase is shorter than {LEAST} characters. Take a longer one: whoever has the backup can try as many as they like."
        );
        Ok(Protection::Passphrase(passphrase))
    }

    /// For a backup that is there.
    pub(super) fn to_open(&self) -> anyhow::Result<Protection> {
        Ok(self.read()?.map_or(Protection::None, Protection::Passphrase))
    }
}
