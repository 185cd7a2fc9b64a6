//! `guildhall import register` ends with an error whenever anything is missing, and says what it did all the same.

use std::path::Path;
use std::process::Output;

use testkit::{Engine, Scratch};
use tokio::process::Command;

const GUILDHALL: &str = env!("CARGO_BIN_EXE_guildhall");

async fn import(folder: &Path, files: &[&str]) -> (bool, String) {
    let Output { status, stdout, stderr } = Command::new(GUILDHALL)
        .args(["import", "register", "--yes", "--data"])
        .arg(folder.join("data"))
        .args(files.iter().map(|file| folder.join(file)))
        .output()
        .await
        .expect("the program runs");
    let said = [stdout, stderr].concat();
    (status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Rows of the standard form.
fn rows(codes: &[&str]) -> String {
    let line = |code: &&str| format!("\"{code}\",\"TRUST\"{}\n", ",\"\"".repeat(25));
    codes.iter().map(line).collect()
}

/// A packed file whose end is missing: stored blocks, none of which is the last.
fn cut_short(text: &str) -> Vec<u8> {
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    for block in text.as_bytes().chunks(50_000) {
        let length = u16::try_from(block.len()).expect("a short block");
        packed.push(0);
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    packed
}

#[tokio::test]
async fn an_import_that_misses_anything_ends_with_an_error() {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let folder = scratch.folder.as_path();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.join(name), bytes).expect(name);
    write("whole_2026-01-01.csv", rows(&["XX1", "XX2"]).as_bytes());
    let many: Vec<String> = (0..1500).map(|number| format!("C{number:04}")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    write("cut_2026-01-01.csv.gz", &cut_short(&rows(&many)));
    write("other_2026-01-01.csv", b"%PDF");
    write("etr_2062-01-01.csv", rows(&["XX5"]).as_bytes());
    for (files, is_well, told) in [
        (&["whole_2026-01-01.csv"][..], true, "2 were created"),
        (&["cut_2026-01-01.csv.gz"], false, "1 not to their end"),
        (&["whole_2026-01-01.csv", "other_2026-01-01.csv"], false, "1 files were not read"),
        (&["other_2026-01-01.csv", "whole_2026-01-01.csv"], false, "2 unchanged"),
        (&["whole_2026-01-01.csv", "etr_2062-01-01.csv"], false, "register.as-of-ahead"),
    ] {
        let (ended_well, said) = import(folder, files).await;
        assert_eq!(ended_well, is_well, "{files:?}: {said}");
        assert!(said.contains(told), "{files:?}: {said}");
        assert!(said.contains(" were created"), "what was done is told: {said}");
    }
    scratch.remove().await;
}
