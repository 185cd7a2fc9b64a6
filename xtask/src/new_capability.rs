//! Writes the folder of a new capability: the files every one has, its line in the crate, its page.
//!
//! Every file opens with the question its author should answer, and one test fails until the first
//! behaviour is there. Nothing that exists is overwritten.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::say;

/// The files of a capability, with what each says at first. `NAME` stands for the capability.
const FILES: &[(&str, &str)] = &[
    (
        "model.rs",
        "//! The words and rules of NAME: types that cannot be wrong, legal moves, nothing that waits.\n",
    ),
    ("authority.rs", "//! Who may do what with NAME: the actions, as a table of roles.\n"),
    (
        "commands.rs",
        "//! The acts that change NAME, each one transaction and one line in the audit.\n",
    ),
    ("queries.rs", "//! What can be asked about NAME, always under the sight of whoever asks.\n"),
    (
        "store.rs",
        "//! All SQL of the tables NAME owns: one function per statement, named for its meaning.\n",
    ),
    ("messages.rs", "//! The words of NAME that people read: refusals and mails.\n"),
    (
        "tests.rs",
        "#[test]\nfn the_first_behaviour_of_NAME_is_written_down() {\n    panic!(\"say in a sentence what the capability does first, and send the command that does it\");\n}\n",
    ),
];

const MODULES: &[&str] = &["authority", "commands", "messages", "model", "queries", "store"];

/// Writes the capability `context/name`.
pub(crate) fn run(root: &Path, name: &str) -> Result<bool> {
    let (context, capability) =
        name.split_once('/').context("name it as CONTEXT/SLICE, for instance partners/requests")?;
    for part in [context, capability] {
        ensure!(
            is_name(part),
            "`{part}` is no name: use lower-case letters, digits and _, a letter first"
        );
    }
    let source = root.join("crates").join(context).join("src");
    let library = source.join("lib.rs");
    if !library.exists() {
        bail!("there is no context crates/{context}");
    }
    let folder = source.join(capability);
    if folder.exists() {
        bail!("the capability {name} exists already");
    }
    fs::create_dir(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    write(&folder.join("mod.rs"), &essay(capability))?;
    for (file, text) in FILES {
        write(&folder.join(file), &text.replace("NAME", capability))?;
    }
    let text = fs::read_to_string(&library)
        .with_context(|| format!("could not read {}", library.display()))?;
    write(&library, &with_module(&text, capability))?;
    let page = root.join("docs/capabilities").join(format!("{context}-{capability}.md"));
    if !page.exists() {
        fs::create_dir_all(page.parent().expect("the page lies in a folder"))?;
        write(&page, &page_text(context, capability))?;
    }
    say::line(&format!(
        "Written: {}, its line in lib.rs, and {}.",
        folder.display(),
        page.display()
    ));
    say::line(
        "Next: the essay in mod.rs, a migration and migrations/columns.toml, the line in the list of capabilities of the server.",
    );
    Ok(true)
}

fn is_name(part: &str) -> bool {
    part.starts_with(|first: char| first.is_ascii_lowercase())
        && part
            .chars()
            .all(|each| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '_')
}

fn essay(capability: &str) -> String {
    let modules: String = MODULES.iter().map(|module| format!("mod {module};\n")).collect();
    format!(
        "//! {capability}: what it is for, in the words of an administrator.\n//!\n\
         //! Who uses it, what always holds, and what it deliberately does not do.\n\n\
         {modules}\n#[cfg(test)]\nmod tests;\n"
    )
}

fn page_text(context: &str, capability: &str) -> String {
    format!(
        "# {capability}\n\nA capability of `{context}`.\n\n## What it is for\n\n## What can be done, and by whom\n\n\
         ## What can be refused, and what to do then\n\n## What follows from it\n"
    )
}

/// The library with one more module: after the last one it declares, or at its end.
fn with_module(library: &str, capability: &str) -> String {
    let line = format!("pub mod {capability};");
    let mut lines: Vec<&str> = library.lines().collect();
    let declares = |text: &&str| {
        text.ends_with(';') && (text.starts_with("pub mod ") || text.starts_with("mod "))
    };
    match lines.iter().rposition(declares) {
        Some(last) => lines.insert(last + 1, &line),
        None => lines.extend(["", line.as_str()]),
    }
    lines.join("\n") + "\n"
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{essay, is_name, with_module};

    #[test]
    fn a_module_goes_after_the_last_one() {
        assert_eq!(
            with_module("//! A.\n\npub mod a;\n\nfn b() {}\n", "c"),
            "//! A.\n\npub mod a;\npub mod c;\n\nfn b() {}\n"
        );
        assert_eq!(with_module("//! A.\n", "c"), "//! A.\n\npub mod c;\n");
    }

    #[test]
    fn names_are_those_of_modules() {
        assert!(is_name("start_codes"));
        assert!(!is_name("Start"));
        assert!(!is_name("../etc"));
        assert!(!is_name(""));
    }

    #[test]
    fn the_essay_comes_first() {
        assert!(essay("people").starts_with("//! people: "));
    }
}
