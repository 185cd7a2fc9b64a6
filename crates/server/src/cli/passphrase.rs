//! The passphrase of a backup: from a file or from what is piped in, never from the command line, where others see it.

use std::io::Read;
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
        Ok(Some(match (&self.passphrase_file, self.passphrase_stdin) {
            (Some(file), _) => {
                let reading = || format!("The passphrase in {} could not be read", file.display());
                passphrase(std::fs::File::open(file).with_context(reading)?)
                    .with_context(reading)?
            }
            (None, true) => passphrase(std::io::stdin())
                .context("The passphrase could not be read from standard input")?,
            (None, false) => return Ok(None),
        }))
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

/// One line, or several; what ends the last one is not part of it.
fn passphrase(from: impl Read) -> anyhow::Result<Secret<String>> {
    let mut text = String::new();
    // One more than fits: what is longer is refused and not cut.
    from.take(MOST + 1).read_to_string(&mut text)?;
    ensure!(text.len() as u64 <= MOST, "It is longer than {MOST} bytes. Is it the right file?");
    let text = text.trim_end_matches(['\r', '\n']);
    ensure!(!text.is_empty(), "It is empty.");
    Ok(Secret::new(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_taken_as_it_is_or_not_at_all() {
        let read = |text: &str| passphrase(text.as_bytes());
        assert_eq!(read("correct horse \r\n").expect("one").reveal(), "correct horse ");
        let longest = "x".repeat(4096);
        assert_eq!(read(&longest).expect("one").reveal(), &longest);
        let refused = read(&format!("{longest}y")).expect_err("it is too long");
        assert!(refused.to_string().contains("longer than 4096"), "{refused}");
        assert!(read("\n").is_err() && read("").is_err());
    }
}
