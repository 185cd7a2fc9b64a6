//! Lists of breached passwords: made, looked into, damaged, replaced; and passwords that are on one.

use std::collections::BTreeSet;
use std::fs;

use kernel::clock::Timestamp;
use kernel::door::{Actor, Ports};
use kernel::secret::Secret;
use proptest::prelude::*;

use super::model::hash;
use super::{BreachedList, Stopped, import};
use crate::passwords::{ChangePassword, SetPasswordByOperator};
use crate::testing::{self, OTHER, PASSWORD, asha, code, on, ports, refusal, start};

const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

/// A folder with a list.
struct Folder(testing::Folder);

impl Folder {
    fn new() -> Self {
        Self(testing::Folder::new())
    }

    fn list(&self) -> BreachedList {
        BreachedList::at(self.0.join("breached-passwords"))
    }

    fn import(&self, text: &str) -> Result<super::Standing, Stopped> {
        import(text.as_bytes(), self.list().path(), NOW, |_| {})
    }
}

/// A list of these passwords as it is published, with counts.
fn published(passwords: &[&str]) -> String {
    let line = |password: &&str| {
        let hash = hash(password).iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        format!("{hash}:{}", password.len())
    };
    let lines: BTreeSet<String> = passwords.iter().map(line).collect();
    lines.into_iter().map(|line| line + "\r\n").collect()
}

#[test]
fn what_is_on_a_list_is_found_and_nothing_else() {
    let folder = Folder::new();
    assert_eq!(folder.list().standing().unwrap(), None);
    assert!(!folder.list().holds(&hash("password")).unwrap());
    // The hash of "password", as every such list has it.
    let text = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004\n";
    let standing = folder.import(text).unwrap();
    assert_eq!((standing.entries, standing.made_at), (1, NOW));
    assert!(folder.list().holds(&hash("password")).unwrap());
    assert!(!folder.list().holds(&hash("Password")).unwrap());
    assert_eq!(folder.list().whole().unwrap(), Some(standing));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn a_list_holds_what_was_put_in(words in proptest::collection::btree_set("[a-z]{1,6}", 1..200)) {
        let folder = Folder::new();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (odd, even): (Vec<_>, Vec<_>) = words.iter().partition(|word| word.len() % 2 == 1);
        prop_assume!(!odd.is_empty());
        let standing = folder.import(&published(&odd)).unwrap();
        prop_assert_eq!(standing.entries, odd.len() as u64);
        for word in odd {
            prop_assert!(folder.list().holds(&hash(word)).unwrap());
        }
        for word in even {
            prop_assert!(!folder.list().holds(&hash(word)).unwrap());
        }
    }
}

/// Hashes that share their first bytes, and those at both ends of the index.
#[test]
fn hashes_at_the_edges_are_found() {
    let folder = Folder::new();
    let of = |first: u8, last: u8| {
        let mut hash = [first; 20];
        hash[7] = last;
        hash
    };
    let all = [of(0, 0), of(0, 1), of(0, 255), of(0x5b, 7), of(255, 0), of(255, 254), of(255, 255)];
    let line =
        |hash: &[u8; 20]| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n";
    let text: String = all.iter().map(line).collect();
    assert_eq!(folder.import(&text).unwrap().entries, 7);
    for hash in &all {
        assert!(folder.list().holds(hash).unwrap());
    }
    for hash in [of(0, 2), of(1, 0), of(255, 253), of(0x5b, 8)] {
        assert!(!folder.list().holds(&hash).unwrap());
    }
}

#[test]
fn what_is_no_list_is_refused_and_the_one_before_stays() {
    let folder = Folder::new();
    let before = folder.import(&published(&["password", "123456"])).unwrap();
    let good = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8";
    for (text, words) in [
        (String::new(), "There is no password"),
        ("\n\r\n".to_owned(), "There is no password"),
        (format!("{good}:12\nnot a hash\n"), "Line 2 is no SHA-1"),
        (format!("{good}:\n"), "Line 1 is no SHA-1"),
        (format!("{good}:many\n"), "Line 1 is no SHA-1"),
        (format!("{}\n", good.replace('5', "G")), "something else than the digits"),
        (format!("{good}\n{}\n", good.replace("5B", "4B")), "Line 2 comes before"),
        (format!("{}\n", "A".repeat(5000)), "Line 1 is no SHA-1"),
    ] {
        let stopped = folder.import(&text).unwrap_err().to_string();
        assert!(stopped.contains(words), "{stopped}");
        assert_eq!(folder.list().whole().unwrap().as_ref(), Some(&before));
    }
    assert_eq!(fs::read_dir(folder.0.join("")).unwrap().count(), 1, "nothing is left over");
}

#[test]
fn the_same_hash_twice_counts_once_and_a_new_list_takes_the_place_of_the_old() {
    let folder = Folder::new();
    let twice = published(&["password"]).repeat(2);
    let first = folder.import(&twice).unwrap();
    assert_eq!(first.entries, 1);
    let list = folder.list();
    let second = folder.import(&published(&["123456"])).unwrap();
    assert_ne!(first.version, second.version);
    assert!(list.holds(&hash("123456")).unwrap() && !list.holds(&hash("password")).unwrap());
}

#[test]
fn a_file_with_another_byte_anywhere_is_no_list() {
    let folder = Folder::new();
    folder.import(&published(&["password", "123456", "qwerty"])).unwrap();
    let path = folder.list().path().to_owned();
    let whole = fs::read(&path).unwrap();
    let index = 128 + 8 * 65_537;
    for at in [0, 9, 20, 30, 40, 70, 127, 128, 5000, index - 1, index, whole.len() - 1] {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(folder.list().whole().is_err(), "byte {at}");
        // What is looked at at every start is all but the passwords themselves.
        assert_eq!(folder.list().standing().is_err(), at < index, "byte {at}");
    }
    for shorter in [0, 7, 127, 128, index, whole.len() - 1] {
        fs::write(&path, &whole[..shorter]).unwrap();
        assert!(folder.list().standing().is_err(), "{shorter} bytes");
        assert!(folder.list().holds(&hash("password")).is_err(), "{shorter} bytes");
    }
    let longer = [whole.as_slice(), b"x"].concat();
    fs::write(&path, longer).unwrap();
    assert!(folder.list().standing().is_err());
}

#[test]
fn a_password_on_the_list_is_not_taken_however_it_is_set() {
    const KNOWN: &str = "known to everybody 7";
    let folder = Folder::new();
    folder.import(&published(&[KNOWN, PASSWORD])).unwrap();
    let with = || -> Ports { ports().with(folder.list()) };
    on(&[testkit::Engine::Sqlite], with, |world| async {
        let world = world;
        let old = fs::read(folder.list().path()).unwrap();
        // The person has the password from before there was a list.
        fs::remove_file(folder.list().path()).unwrap();
        let (person, administrator) = asha(&world).await;
        fs::write(folder.list().path(), &old).unwrap();
        let change = |new: &str| ChangePassword {
            current: Secret::new(PASSWORD.to_owned()),
            new: Secret::new(new.to_owned()),
            origin: crate::Origin::default(),
        };
        let me = Actor::Account(person);
        assert_eq!(world.refused(me.clone(), change(KNOWN)).await, "password.breached");
        let set = SetPasswordByOperator { person, password: Secret::new(KNOWN.to_owned()) };
        assert_eq!(world.refused(world.operator(), set).await, "password.breached");
        let given = code(&world, &administrator, person).await;
        assert_eq!(refusal(start(&world, &given, KNOWN).await).code, "password.breached");
        // A list that is not whole lets nothing pass.
        fs::write(folder.list().path(), &old[..old.len() - 1]).unwrap();
        let outcome = world.door.perform(world.call(me.clone()), change(OTHER)).await;
        assert!(matches!(outcome, Err(kernel::refusal::Error::Fault(_))));
        fs::write(folder.list().path(), &old).unwrap();
        world.done(me, change(OTHER)).await;
    });
}
