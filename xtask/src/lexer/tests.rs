use super::{Kind, pieces, text_of};

fn of_kind(source: &str, kind: Kind) -> Vec<&str> {
    pieces(source)
        .into_iter()
        .filter(|piece| piece.kind == kind)
        .map(|piece| piece.source)
        .collect()
}

#[test]
fn joined_pieces_are_the_file_again() {
    let source = "fn a<'x>() { /* b /* c */ */ let d = r#\"e\"f\"#; let g = '\\''; } // end";
    let joined: String = pieces(source).iter().map(|piece| piece.source).collect();
    assert_eq!(joined, source);
}

#[test]
fn a_string_inside_a_comment_is_comment() {
    let source = "// say \"hello\"\nlet a = \"b\"; /* \"c\" */";
    assert_eq!(of_kind(source, Kind::Text), ["\"b\""]);
    assert_eq!(of_kind(source, Kind::Comment), ["// say \"hello\"", "/* \"c\" */"]);
}

#[test]
fn a_comment_inside_a_string_is_string() {
    let source = r#"let address = "https://example.org/*"; done()"#;
    assert_eq!(of_kind(source, Kind::Text), ["\"https://example.org/*\""]);
    assert!(of_kind(source, Kind::Comment).is_empty());
}

#[test]
fn block_comments_nest() {
    assert_eq!(of_kind("/* a /* b */ c */ code", Kind::Code), [" code"]);
}

#[test]
fn raw_strings_end_at_their_own_number_of_hashes() {
    assert_eq!(of_kind("r##\"a\"# b\"## c", Kind::Text), ["r##\"a\"# b\"##"]);
    assert_eq!(of_kind("let r#type = 1;", Kind::Code), ["let r#type = 1;"]);
}

#[test]
fn byte_and_c_strings_are_strings() {
    assert_eq!(
        of_kind("f(b\"a\", c\"b\", br\"c\", cr#\"d\"#)", Kind::Text),
        ["b\"a\"", "c\"b\"", "br\"c\"", "cr#\"d\"#"]
    );
}

#[test]
fn lifetimes_are_code_and_characters_are_not() {
    let source = r"fn a<'b>(c: &'b str) -> char { if c == 'd' { '\'' } else { b'\\' } }";
    assert_eq!(of_kind(source, Kind::Character), ["'d'", r"'\''", r"b'\\'"]);
}

#[test]
fn a_quote_character_opens_no_string() {
    assert!(of_kind("let quote = '\"'; let other = b'\"';", Kind::Text).is_empty());
}

#[test]
fn escapes_and_continued_lines_are_resolved() {
    assert_eq!(text_of("\"a \\\"b\\\" \\\n     c\\nd\\u{20ac}\""), "a \"b\" c d");
    assert_eq!(text_of("r#\"a\\n\"#"), "a\\n");
}

#[test]
fn an_unfinished_string_ends_with_the_file() {
    assert_eq!(of_kind("let a = \"b", Kind::Text), ["\"b"]);
    assert_eq!(text_of("\"b"), "");
}
