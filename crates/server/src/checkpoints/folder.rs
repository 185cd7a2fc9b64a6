//! Checkpoints as files: notes one after the other, a file a day.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use kernel::audit::Witness;
use kernel::audit::note::Verifier;

use crate::data_dir::write_private;

/// Adds a note to a file of the folder and makes sure it is on the disk. Names of files begin with their days.
pub(super) fn append(folder: &Path, name: &str, note: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder)
        .with_context(|| format!("The folder {} could not be made", folder.display()))?;
    let path = folder.join(name);
    let is_new = !path.exists();
    let write = || -> std::io::Result<()> {
        let mut file = File::options().create(true).append(true).read(true).open(&path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let mut end = [b'\n'; 2];
        if length >= 2 {
            file.seek(SeekFrom::End(-2))?;
            file.read_exact(&mut end)?;
        }
        // What a crash cut off must not run into this one.
        let gap = if length == 0 || end == *b"\n\n" { "" } else { "\n\n" };
        if let Err(error) = file.write_all(format!("{gap}{note}\n").as_bytes()) {
            // Half a note helps nobody; a full disk may be full for long.
            file.set_len(length)?;
            return Err(error);
        }
        file.sync_all()?;
        if is_new {
            // The name of a new file is on the disk when its folder is.
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    };
    write().with_context(|| format!("{} could not be written", path.display()))
}

/// Whether the line ends a note: a dash, a name, and as many letters as a signature has.
fn is_signature(line: &str) -> bool {
    /// 68 octets in base64.
    const LETTERS: usize = 92;
    let signature = line.strip_prefix("\u{2014} ").and_then(|rest| rest.rsplit_once(' '));
    signature.is_some_and(|(_, signature)| signature.len() == LETTERS)
}

/// The notes in a file: whether this key signed it, its last line, and itself. What has no whole signature was cut off
/// by a crash.
fn notes(text: &str, key: &Verifier) -> Vec<(Option<Witness>, usize, String)> {
    // A note is three lines, an empty one and its signature.
    let lines: Vec<&str> = text.lines().collect();
    let ends = (0..lines.len()).filter(|line| is_signature(lines[*line]));
    ends.map(|last| {
        let note: String =
            lines[last.saturating_sub(4)..=last].iter().map(|line| format!("{line}\n")).collect();
        (Witness::read(&note, key), last + 1, note)
    })
    .collect()
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .with_context(|| format!("{} could not be read", folder.display()))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(file).with_context(|| format!("{} could not be read", file.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The newest checkpoint in a folder; none if there is none. Names of files grow with their days, so only the last ones
/// are read.
pub fn newest(folder: &Path, key: &Verifier) -> anyhow::Result<Option<Witness>> {
    for file in files(folder)?.iter().rev() {
        let text = read(file)?;
        let found = notes(&text, key).into_iter().filter_map(|(witness, ..)| witness);
        if let Some(newest) = found.max_by_key(|witness| witness.size) {
            return Ok(Some(newest));
        }
    }
    Ok(None)
}

/// Takes the checkpoints of acts that are lost out of a folder, into another one beside it: the record goes on without
/// them, and what comes in their places is not what they say. The files as they were are kept whole.
pub fn set_aside(
    folder: &Path,
    key: &Verifier,
    lost: &[Witness],
    aside: &Path,
) -> anyhow::Result<()> {
    let lost: BTreeSet<_> = lost.iter().map(|witness| (witness.size, witness.root)).collect();
    for file in files(folder)? {
        let text = read(&file)?;
        let is_lost = |witness: &Option<Witness>| {
            witness.as_ref().is_some_and(|witness| lost.contains(&(witness.size, witness.root)))
        };
        let (lost, kept): (Vec<_>, Vec<_>) =
            notes(&text, key).into_iter().partition(|(witness, ..)| is_lost(witness));
        if lost.is_empty() {
            continue;
        }
        fs::create_dir_all(aside)
            .with_context(|| format!("The folder {} could not be made", aside.display()))?;
        let name = file.file_name().unwrap_or_default();
        write_private(&aside.join(name), text.as_bytes())?;
        let kept: String = kept.into_iter().map(|(_, _, note)| note + "\n").collect();
        if kept.is_empty() {
            fs::remove_file(&file)
                .with_context(|| format!("{} could not be taken away", file.display()))?;
        } else {
            write_private(&file, kept.as_bytes())?;
        }
    }
    Ok(())
}

/// Every checkpoint in a folder, with what of its files is none of this key.
pub fn witnesses(folder: &Path, key: &Verifier) -> anyhow::Result<(Vec<Witness>, Vec<String>)> {
    let (mut witnesses, mut strange) = (Vec::new(), Vec::new());
    for file in files(folder)? {
        for (witness, line, _) in notes(&read(&file)?, key) {
            match witness {
                Some(witness) => witnesses.push(witness),
                None => strange.push(format!(
                    "the checkpoint that ends in line {line} of {} is not signed by this installation's key",
                    file.display()
                )),
            }
        }
    }
    Ok((witnesses, strange))
}

/// The notes over more rows than `above`, smallest first, with their sizes; up to `most`, and whether there are more.
pub(super) fn notes_above(
    folder: &Path,
    key: &Verifier,
    above: i64,
    most: usize,
) -> anyhow::Result<(Vec<(i64, String)>, bool)> {
    let mut found: Vec<(i64, String)> = Vec::new();
    for file in files(folder)?.iter().rev() {
        let read = notes(&read(file)?, key);
        let sizes = read.iter().filter_map(|(witness, ..)| Some(witness.as_ref()?.size));
        let is_older = sizes.min().is_some_and(|least| least <= above);
        for (witness, _, note) in read {
            if let Some(witness) = witness.filter(|witness| witness.size > above) {
                found.push((witness.size, note));
            }
        }
        // What comes after it is in the files of later days.
        if is_older {
            break;
        }
    }
    found.sort_unstable_by_key(|(size, _)| *size);
    found.dedup_by_key(|(size, _)| *size);
    let has_more = found.len() > most;
    found.truncate(most);
    Ok((found, has_more))
}
