use super::{File, places_of_word};

fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn blanked_code_keeps_length_and_lines() {
    let sample = file("crates/a/src/lib.rs", "let a = \"é\n\"; // b\nc();");
    assert_eq!(sample.code().len(), sample.text.len());
    assert_eq!(sample.code().matches('\n').count(), 2);
    assert!(!sample.code().contains('b'));
}

#[test]
fn items_under_cfg_test_are_no_product_code() {
    let text = "fn a() { b(\"one\"); }\n#[cfg(test)]\n#[path = \"x.rs\"]\nmod tests { fn c() { d(\"two\"); } }\nfn e() { f(\"three\") }";
    let sample = file("crates/a/src/lib.rs", text);
    let values: Vec<String> = sample.literals().into_iter().map(|literal| literal.value).collect();
    assert_eq!(values, ["one", "three"]);
    assert!(!sample.product_code().contains("d("));
    assert!(sample.product_code().contains("f("));
}

#[test]
fn a_test_module_in_its_own_file_ends_at_its_semicolon() {
    let sample = file("crates/a/src/lib.rs", "#[cfg(test)]\nmod tests;\nfn e() { f(\"three\") }");
    assert_eq!(sample.literals().len(), 1);
}

#[test]
fn a_file_of_tests_has_no_product_code() {
    assert!(file("crates/a/src/people/tests.rs", "f(\"one\")").literals().is_empty());
    assert!(file("crates/server/tests/it/main.rs", "f(\"one\")").literals().is_empty());
}

#[test]
fn a_slice_is_known_from_its_path() {
    assert_eq!(
        file("crates/directory/src/people/store/rows.rs", "").slice(),
        Some(("directory", "people", "store/rows.rs"))
    );
    assert_eq!(file("crates/directory/src/lib.rs", "").slice(), None);
}

#[test]
fn attributes_reach_to_their_own_bracket() {
    let sample =
        file("a.rs", "#![forbid(unsafe_code)]\n#[cfg(all(unix, feature = \"a]b\"))]\nfn c() {}");
    let starts: Vec<usize> = sample.attributes().into_iter().map(|(start, _)| start).collect();
    assert_eq!(starts, [0, 24]);
    assert!(sample.attributes()[1].1.ends_with("))]"));
}

#[test]
fn a_word_inside_a_longer_word_is_not_found() {
    assert_eq!(places_of_word("brand:: rand:: grand", "rand").collect::<Vec<_>>(), [8]);
}
