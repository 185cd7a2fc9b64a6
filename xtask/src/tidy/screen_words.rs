//! Words of the plan that nobody outside should have to learn, and words that blame or beg.
//!
//! Held to it are the texts people see: `portal`, `messages` and the crate `ui`. A string without a
//! blank is a name, a class or an address, and is left alone; so is the value of an attribute that
//! no person reads, and what stands in braces, which is a name in our code.

use super::Finding;
use super::exceptions::Exceptions;
use crate::source::{File, Repository};

/// From "Screen words" of the product document, and the house style.
const WORDS: &[&str] = &[
    "desired", "observed", "shadow", "drift", "lane", "treasury", "guard", "fact", "door",
    "refusal", "face", "canary", "sku", "tenant", "hash", "invalid", "please",
];

/// Attributes of HTML whose value no person reads.
const TECHNICAL: &[&str] = &[
    "class",
    "id",
    "for",
    "name",
    "href",
    "src",
    "srcset",
    "type",
    "method",
    "action",
    "rel",
    "role",
    "style",
    "d",
    "viewBox",
    "pattern",
    "autocomplete",
    "sizes",
    "media",
    "accept",
    "describedby",
    "labelledby",
    "controls",
    "module",
];

const EXCEPTIONS: &str = "xtask/tidy-screen-words.txt";

pub(crate) fn check(repository: &Repository) -> Vec<Finding> {
    let mut exceptions = Exceptions::read(repository, EXCEPTIONS);
    let mut findings = Vec::new();
    for file in repository.rust_files().filter(|file| is_seen(file)) {
        for literal in file.literals() {
            if !literal.value.trim().contains(char::is_whitespace) || is_unseen(file, literal.start)
            {
                continue;
            }
            for word in forbidden(&literal.value) {
                if !exceptions.allow(&format!("{} {word}", file.path)) {
                    findings.push(Finding::at(
                        file,
                        literal.start,
                        format!("people should not read the word `{word}`; see \"Screen words\""),
                    ));
                }
            }
        }
    }
    findings.extend(exceptions.findings());
    findings
}

/// Whether people see the texts of the file.
fn is_seen(file: &File) -> bool {
    let Some((_, inside)) = file.path.split_once("/src/") else { return false };
    let mut parts = inside.split('/');
    file.path.starts_with("crates/ui/src/")
        || file.path.starts_with("crates/")
            && parts.any(|part| matches!(part, "portal.rs" | "portal" | "messages.rs" | "messages"))
}

/// Whether the literal at `start` is a technical attribute, a broken promise, or a lint's reason.
fn is_unseen(file: &File, start: usize) -> bool {
    let before = file.text[..start].trim_end();
    if let Some(name) = before.strip_suffix('=').map(str::trim_end) {
        let attribute =
            name.rsplit(|character: char| !character.is_alphanumeric()).next().unwrap_or_default();
        if TECHNICAL.contains(&attribute) || name.ends_with("reason") {
            return true;
        }
    }
    [".expect(", "panic!(", "unreachable!(", "assert!("]
        .iter()
        .any(|opening| before.ends_with(opening))
}

/// The forbidden words of a text, in lower case, as the list has them.
fn forbidden(text: &str) -> Vec<&'static str> {
    let mut visible = String::new();
    let mut depth = 0_usize;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => visible.push(character),
            _ => {}
        }
    }
    // A hyphen binds: `face-to-face` is another word than `face`.
    let words = visible.split(|character: char| !character.is_alphanumeric() && character != '-');
    let known = |word: &str| {
        let lower = word.to_lowercase();
        let singular = |suffix| lower.strip_suffix(suffix).unwrap_or(&lower).to_owned();
        let forms = [lower.clone(), singular("s"), singular("es"), format!("{}y", singular("ies"))];
        WORDS.iter().copied().find(|forbidden| forms.iter().any(|form| form == forbidden))
    };
    words.filter_map(known).collect()
}
