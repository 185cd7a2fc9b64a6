//! The files of the repository as tidy sees them, and what can be asked of a Rust file.
//!
//! A [`Repository`] is only paths and texts, so the tests of the checks make small bad ones by
//! hand. Only files that belong to the repository count (those git tracks or would add), never
//! build output, and never the vendored front-end packages, which are not ours to style.

use std::ops::Range;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::lexer::{self, Kind, Piece};

/// Every text file of the repository, by its path from the root.
#[derive(Debug, Default)]
pub(crate) struct Repository {
    files: Vec<File>,
}

/// One text file.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root of the repository, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A string literal in a Rust file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Its value, without quotes and escapes.
    pub(crate) value: String,
    /// Byte offset of its opening in the file.
    pub(crate) start: usize,
}

impl Repository {
    /// Reads the files that git tracks or would add.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("git could not be started; tidy needs it to know which files are ours")?;
        if !listing.status.success() {
            bail!(
                "git could not list the files: {}",
                String::from_utf8_lossy(&listing.stderr).trim()
            );
        }
        let mut files = Vec::new();
        for path in String::from_utf8(listing.stdout)
            .context("a file name is not UTF-8")?
            .split_terminator('\0')
        {
            if path.starts_with("web/vendor/") {
                continue;
            }
            // A deleted file may still be listed, and a picture is not text: neither can be checked.
            if let Ok(text) = std::fs::read_to_string(root.join(path)) {
                files.push(File { path: path.to_owned(), text });
            }
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.dedup_by(|one, other| one.path == other.path);
        Ok(Self { files })
    }

    /// A repository of the given paths and texts.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        Self { files: files.iter().map(file).collect() }
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    pub(crate) fn rust_files(&self) -> impl Iterator<Item = &File> {
        self.files.iter().filter(|file| file.path.ends_with(".rs"))
    }

    /// The migrations, in the order of their names.
    pub(crate) fn migrations(&self) -> impl Iterator<Item = &File> {
        self.files
            .iter()
            .filter(|file| file.path.starts_with("migrations/") && file.path.ends_with(".sql"))
    }

    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }
}

impl File {
    /// The name of the file without its folders.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The crate a file under `crates/` belongs to.
    pub(crate) fn crate_name(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    /// Context, capability and the path inside it, for a file in the folder of a capability.
    pub(crate) fn slice(&self) -> Option<(&str, &str, &str)> {
        let (context, inside) = self.path.strip_prefix("crates/")?.split_once("/src/")?;
        let (capability, rest) = inside.split_once('/')?;
        Some((context, capability, rest))
    }

    /// Whether the whole file is test code.
    pub(crate) fn is_test(&self) -> bool {
        self.name() == "tests.rs"
            || self.path.contains("/tests/")
            || self.path.contains("/benches/")
            || self.path.starts_with("crates/testkit/")
    }

    /// The line of a byte offset, counted from 1.
    pub(crate) fn line_of(&self, offset: usize) -> usize {
        self.text[..offset].matches('\n').count() + 1
    }

    /// The file with comments, strings and characters blanked: same length, same lines.
    pub(crate) fn code(&self) -> String {
        let mut code = String::with_capacity(self.text.len());
        for piece in lexer::pieces(&self.text) {
            if piece.kind == Kind::Code {
                code.push_str(piece.source);
            } else {
                code.extend(
                    piece.source.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }),
                );
            }
        }
        code
    }

    /// The string literals outside the parts that are compiled for tests only.
    pub(crate) fn literals(&self) -> Vec<Literal> {
        let tests = self.test_parts();
        let is_wanted = |piece: &Piece<'_>| {
            piece.kind == Kind::Text && !tests.iter().any(|part| part.contains(&piece.start))
        };
        let literal =
            |piece: Piece<'_>| Literal { value: lexer::text_of(piece.source), start: piece.start };
        lexer::pieces(&self.text).into_iter().filter(is_wanted).map(literal).collect()
    }

    /// The code outside the parts that are compiled for tests only: same length, same lines.
    pub(crate) fn product_code(&self) -> String {
        let mut code = self.code().into_bytes();
        for part in self.test_parts() {
            for byte in &mut code[part] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        // Only whole pieces of ASCII spaces were put in, or a part that ends at a bracket.
        String::from_utf8_lossy(&code).into_owned()
    }

    /// Byte ranges of the items under `#[cfg(test)]`; everything in a file of tests.
    fn test_parts(&self) -> Vec<Range<usize>> {
        const MARK: &str = "#[cfg(test)]";
        if self.is_test() {
            let whole = 0..self.text.len();
            return vec![whole];
        }
        let code = self.code();
        let item = |(start, _)| start..end_of_item(&code, start + MARK.len());
        code.match_indices(MARK).map(item).collect()
    }

    /// The attributes (`#[…]` and `#![…]`) with their byte offsets, strings inside them blanked.
    pub(crate) fn attributes(&self) -> Vec<(usize, String)> {
        let code = self.code();
        let mut found = Vec::new();
        for (start, _) in code.match_indices('#') {
            let body = code[start + 1..].strip_prefix('!').unwrap_or(&code[start + 1..]);
            if !body.starts_with('[') {
                continue;
            }
            let open = code.len() - body.len();
            found.push((start, code[start..closing(&code, open)].to_owned()));
        }
        found
    }
}

/// The offset after the item that begins at `from`: after its block, or its semicolon.
fn end_of_item(code: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(offset) = code[at..].find(['{', ';', '(', '[']) {
        at += offset;
        match code.as_bytes()[at] {
            b'{' => return closing(code, at),
            b';' => return at + 1,
            _ => at = closing(code, at),
        }
    }
    code.len()
}

/// The offset after the bracket that closes the one at `open`.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return offset + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

/// Where `word` stands in `text` as a whole word, as byte offsets.
pub(crate) fn places_of_word<'a>(text: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_inside = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word).map(|(place, _)| place).filter(move |place| {
        !text[..*place].chars().next_back().is_some_and(is_inside)
            && !text[place + word.len()..].chars().next().is_some_and(is_inside)
    })
}

#[cfg(test)]
mod tests;
