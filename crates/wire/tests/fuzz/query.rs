//! Forms and queries, as the addresses of programs read them.

use testkit::fuzz::Fuzz;
use wire::graph::query::{decode, decode_segment, encode, order, pairs, search, select};

#[test]
fn fuzz_queries() {
    let words = [
        "%00",
        "%",
        "%2",
        "%zz",
        "%C3%A4",
        "%c3",
        "%F0%9F%98%80",
        "%ED%A0%80",
        "+",
        "&",
        "=",
        "&&",
        "client_id=",
        "redirect_uri=",
        "state=",
        "%25",
        "%2526",
        "$select=",
        "desc",
        "asc",
        "\"",
        "AND",
        "OR",
        ":",
    ];
    super::fuzz(
        Fuzz::on("query").words(&words).nests(&[("%25", ""), ("a=", "&"), ("\"a:b\" AND ", "")]),
        |input| {
            let Ok(text) = std::str::from_utf8(input) else {
                return (0, false, false, false, false);
            };
            for undone in [decode(text), decode_segment(text)].into_iter().flatten() {
                assert!(undone.len() <= text.len(), "it grew");
                let coded = encode(&undone);
                assert_eq!(decode(&coded).as_ref(), Ok(&undone));
                assert_eq!(decode_segment(&coded).as_ref(), Ok(&undone));
            }
            let read = pairs(text);
            if let Ok(read) = &read {
                let pair = |(name, value): &(String, String)| {
                    format!("{}={}", encode(name), encode(value))
                };
                let written: Vec<String> = read.iter().map(pair).collect();
                let written = written.join("&");
                // Coding may make it longer than what is read.
                if written.len() <= wire::graph::query::LONGEST {
                    let again = pairs(&written).expect("what was written");
                    // A part without a name and a value is not written; nor is it one to read.
                    assert_eq!(&again, read);
                }
            }
            (
                read.map_or(99, |read| read.len().min(9)),
                select(text).is_ok(),
                order(text).is_ok(),
                search(text).is_ok(),
                decode(text).is_ok(),
            )
        },
    );
}
