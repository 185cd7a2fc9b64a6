//! A backup that is not what was written, byte for byte, is refused; nothing is touched.

use std::io::Cursor;

use kernel::backup::{self, Checked, Life, OwnFile, Protection, Restore};
use kernel::db::{Over, Target};
use kernel::random;
use kernel::secret::Secret;
use testkit::{Engine, Scratch};

use super::scene::{installation, key, run};
use crate::whole;

/// As the form says: the beginning, and each chunk with its proof.
const BEGINNING: usize = 64;
const CHUNK: usize = (1 << 20) + 16;
/// Damages tried.
const TRIES: usize = 500;

/// A backup of several chunks, and what it holds.
async fn several_chunks(protection: &Protection) -> (Scratch, Vec<u8>, Checked) {
    let scratch = Scratch::new(Engine::Sqlite).await;
    let world = installation(&scratch, Engine::Sqlite, &[]).await;
    world.door.close().await;
    let mut content = vec![0; 4 << 20];
    random::fill(&mut content);
    let own = vec![OwnFile { name: "keys/filler".to_owned(), content }];
    let taken = backup::take(&scratch.target, None, &own, protection, Vec::new()).await;
    let (file, ..) = taken.expect("a backup");
    assert!(file.len() > BEGINNING + 4 * CHUNK, "several chunks");
    let checked = backup::check(&file[..], protection, &whole::manifests()).expect("it is whole");
    (scratch, file, checked)
}

fn below(bound: usize) -> usize {
    usize::try_from(random::below(bound as u64)).expect("it fits")
}

/// One way of damaging a file, in words.
fn damage(file: &mut Vec<u8>) -> String {
    let chunks = (file.len() - BEGINNING).div_ceil(CHUNK);
    let span = |number: usize, file: &[u8]| {
        let start = BEGINNING + number * CHUNK;
        start..(start + CHUNK).min(file.len())
    };
    match below(6) {
        0 => {
            let (place, bit) = (below(file.len()), below(8));
            file[place] ^= 1 << bit;
            format!("bit {bit} of octet {place} turned")
        }
        1 => {
            let length = below(file.len());
            file.truncate(length);
            format!("cut off at {length}")
        }
        2 => {
            let kept = below(chunks);
            file.truncate(BEGINNING + kept * CHUNK);
            format!("cut off after {kept} chunks")
        }
        3 => {
            let (one, other) = (below(chunks - 1), below(chunks - 1));
            let other = if one == other { (other + 1) % (chunks - 1) } else { other };
            let (first, second) = (span(one, file), span(other, file));
            let copy = file[first.clone()].to_vec();
            let moved = file[second.clone()].to_vec();
            file[first].copy_from_slice(&moved);
            file[second].copy_from_slice(&copy);
            format!("chunks {one} and {other} changed places")
        }
        4 => {
            let gone = below(chunks);
            file.drain(span(gone, file));
            format!("chunk {gone} taken out")
        }
        _ => {
            let place = below(file.len() + 1);
            file.insert(place, random::bytes::<1>()[0]);
            format!("an octet put in at {place}")
        }
    }
}

#[test]
fn five_hundred_damages_are_all_refused_and_nothing_is_touched() {
    run(async {
        let (scratch, file, checked) = several_chunks(&Protection::None).await;
        let manifests = whole::manifests();
        let Target::Sqlite(_, settings) = &scratch.target else { panic!("it is a file") };
        let path = scratch.folder.join("restored.db");
        let target = Target::Sqlite(path.clone(), *settings);
        for attempt in 0..TRIES {
            let mut damaged = file.clone();
            let what = damage(&mut damaged);
            let found = backup::check(&damaged[..], &Protection::None, &manifests);
            assert!(found.is_err(), "{what} was not found");
            // Damaged between the two readings.
            if attempt % 10 == 0 {
                let restore = Restore {
                    target: &target,
                    over: Over::Nothing,
                    manifests: &manifests,
                    key: &key(),
                    witnesses: &[],
                    life: Life::Another,
                    remembered: None,
                    despite_problems: true,
                    before_commit: &|| Ok(()),
                };
                let cursor = Cursor::new(damaged);
                let put_back = restore.from_file(cursor, &Protection::None, &checked).await;
                assert!(put_back.is_err(), "{what} was put back");
                assert!(!path.exists(), "{what} left something behind");
            }
        }
        scratch.remove().await;
    });
}

#[test]
fn only_the_passphrase_opens_a_sealed_backup_and_only_unchanged() {
    run(async {
        let of = |text: &str| Protection::Passphrase(Secret::new(text.to_owned()));
        let right = of("correct horse battery staple");
        let (scratch, file, _) = several_chunks(&right).await;
        let manifests = whole::manifests();
        for wrong in ["correct horse battery stable", "", "correct horse battery staple "] {
            assert!(backup::check(&file[..], &of(wrong), &manifests).is_err(), "{wrong:?}");
        }
        assert!(backup::check(&file[..], &Protection::None, &manifests).is_err());
        for _ in 0..20 {
            let mut damaged = file.clone();
            let what = damage(&mut damaged);
            assert!(backup::check(&damaged[..], &right, &manifests).is_err(), "{what}");
        }
        // A form that is not known yet, and a file that is something else.
        let mut newer = file.clone();
        newer[17] += 1;
        let refused = backup::check(&newer[..], &right, &manifests).expect_err("refused");
        assert!(refused.chain().contains("newer release"), "{}", refused.chain());
        let other = backup::check(&b"SQLite format 3\0"[..], &right, &manifests);
        assert!(other.is_err());
        // A release that knows fewer migrations.
        let fewer = backup::check(&file[..], &right, &manifests[..3]).expect_err("refused");
        assert!(fewer.chain().contains("newer release"), "{}", fewer.chain());
        scratch.remove().await;
    });
}
