//! That it finds what is planted, and repeats itself.

use std::panic::{AssertUnwindSafe, catch_unwind};

use std::time::Duration;

use super::{Fuzz, Until, corpus, folder};

const fn inputs(inputs: u64) -> Until {
    Until { time: Duration::MAX, inputs }
}

fn run(until: u64, plant: impl Fn(&[u8])) -> Vec<Vec<u8>> {
    let pool = vec![b"<a b=\"12\">text</a>".to_vec()];
    let mut fuzz = Fuzz::of("planted", 7, inputs(until), pool)
        .words(&["<evil/>", "none"])
        .nests(&[("<a>", "</a>")]);
    let mut tried = Vec::new();
    while let Some(input) = fuzz.next() {
        plant(&input);
        fuzz.ended(&input.len());
        tried.push(input);
    }
    tried
}

#[test]
fn what_is_planted_is_found() {
    let holds = |input: &[u8], what: &[u8]| input.windows(what.len()).any(|part| part == what);
    let planted: [&dyn Fn(&[u8]) -> bool; 6] = [
        &|input| holds(input, b"<evil/>") && holds(input, b"none"),
        &|input| input.len() > 65_536,
        &|input| input.contains(&0),
        &|input| holds(input, &b"<a>".repeat(33)),
        &|input| holds(input, b"9223372036854775807"),
        &|input| !input.is_ascii() && holds(input, b"text"),
    ];
    for (number, is_found) in planted.iter().enumerate() {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            run(20_000, |input| assert!(!is_found(input), "found"));
        }));
        assert!(outcome.is_err(), "plant {number} was not found");
    }
}

#[test]
fn the_same_seed_gives_the_same_inputs() {
    assert_eq!(run(500, |_| ()), run(500, |_| ()));
}

#[test]
fn an_input_that_hangs_is_found() {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let mut fuzz = Fuzz::of("hanging", 7, inputs(10), vec![b"a".to_vec()]);
        while fuzz.next().is_some() {
            fuzz.started =
                fuzz.started.checked_sub(super::PATIENCE * 2).expect("an earlier moment");
            fuzz.ended(&0);
        }
    }));
    assert!(outcome.is_err());
}

#[test]
fn every_corpus_can_be_read() {
    for entry in std::fs::read_dir(folder()).expect("the corpora") {
        let kept = corpus(&entry.expect("an entry").path());
        assert!(kept.len() >= 4 && kept.iter().all(|input| input.len() < 100_000));
    }
}
