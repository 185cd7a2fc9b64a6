//! The file is there or not, is replaced, is none of its kind; distances.

pub(crate) mod file;

use self::file::{At, write};
use super::*;
use crate::testing::Folder;

const LEEDS: At<'_> = At([192, 0, 2], "Leeds", 53.8, -1.55);
const TRURO: At<'_> = At([198, 51, 100], "Truro", 50.26, -5.05);

#[test]
fn an_address_has_the_place_that_the_file_knows() {
    let folder = Folder::new();
    let path = folder.join("places.mmdb");
    let places = Places::at(&path).looked_at_always();
    assert!(places.of("192.0.2.7").is_none());
    assert_eq!(places.known(), Ok(None));
    write(&path, &[LEEDS, TRURO]);
    let leeds = places.of("192.0.2.7").unwrap();
    assert_eq!(leeds.name, "Leeds, United Kingdom");
    let truro = places.of("198.51.100.255").unwrap();
    assert_eq!(truro.name, "Truro, United Kingdom");
    let far = leeds.kilometres_to(&truro).unwrap();
    assert!((460.0..461.5).contains(&far), "{far}");
    assert!(leeds.kilometres_to(&leeds).unwrap() < 0.001);
    for nowhere in ["203.0.113.1", "2001:db8::1", "", "here"] {
        assert!(places.of(nowhere).is_none(), "{nowhere}");
    }
    let known = places.known().unwrap().unwrap();
    assert_eq!((known.kind.as_str(), known.made_at), ("Test-City", 1_790_000_000));
}

#[test]
fn another_file_counts_from_the_next_look_on() {
    let folder = Folder::new();
    let path = folder.join("places.mmdb");
    let places = Places::at(&path).looked_at_always();
    write(&path, &[LEEDS]);
    assert!(places.of("198.51.100.1").is_none());
    write(&path, &[LEEDS, TRURO]);
    assert!(places.of("198.51.100.1").is_some());
    std::fs::write(&path, b"no list of places").unwrap();
    assert!(places.of("192.0.2.7").is_none());
    assert!(places.known().unwrap_err().contains("another form"));
}
