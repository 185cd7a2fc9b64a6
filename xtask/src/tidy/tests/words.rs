use super::super::{leftovers, screen_words};
use super::refused;

const TO_DO: &str = concat!("TO", "DO");

#[test]
fn marks_for_later_are_refused_everywhere() {
    let mark = format!("a\n// {TO_DO}: later");
    assert_eq!(
        refused(leftovers::check, &[("crates/ui/src/a.rs", &mark)]),
        ["crates/ui/src/a.rs:2"]
    );
    assert_eq!(refused(leftovers::check, &[("migrations/a.sql", &mark)]), ["migrations/a.sql:2"]);
    assert_eq!(refused(leftovers::check, &[("docs/a.md", &mark)]), ["docs/a.md:2"]);
    let named = format!("No `{TO_DO}` is merged.");
    assert_eq!(refused(leftovers::check, &[("STYLE.md", &named)]), [""; 0]);
    assert_eq!(refused(leftovers::check, &[("script/a", "mktemp /tmp/x.XXXXXX")]), [""; 0]);
}

#[test]
fn holes_are_refused_in_code_and_not_in_words() {
    let at = |text| refused(leftovers::check, &[("a.rs", text)]).len();
    assert_eq!(at("fn a() { todo!() }"), 1);
    assert_eq!(at("fn a() { unimplemented!(\"b\") }"), 1);
    assert_eq!(at("// todo!()\nfn todo() { todo() }"), 0);
}

#[test]
fn silenced_lints_and_skipped_tests_are_refused() {
    let at = |text| refused(leftovers::check, &[("a.rs", text)]).len();
    assert_eq!(at("#[allow(dead_code)]\nfn a() {}"), 1);
    assert_eq!(at("#![allow (dead_code)]"), 1);
    assert_eq!(at("#[cfg_attr(test, allow(dead_code))]\nfn a() {}"), 1);
    assert_eq!(at("#[test]\n#[ignore = \"slow\"]\nfn a() {}"), 1);
    assert_eq!(at("#[expect(dead_code, reason = \"allow(b)\")]\nfn a() { list.allow(b); }"), 0);
}

#[test]
fn words_people_should_not_read_are_refused_where_people_read() {
    let at = |path, text| refused(screen_words::check, &[(path, text)]).len();
    let portal = "crates/directory/src/people/portal.rs";
    assert_eq!(at(portal, "p { \"Please try again\" }"), 1);
    assert_eq!(at(portal, "p { \"The value is invalid.\" }"), 1);
    assert_eq!(at(portal, "p { \"Two tenants, three SKUs and some canaries\" }"), 3);
    assert_eq!(at("crates/ui/src/notice.rs", "p { \"Saved in the shadow\" }"), 1);
    assert_eq!(
        at(
            "crates/access/src/roles/messages.rs",
            "#[refusal(Invalid, \"a.b\", \"That hash is wrong.\")]"
        ),
        1
    );
    assert_eq!(at("crates/directory/src/people/commands.rs", "\"Please try again\""), 0);
}

#[test]
fn names_addresses_and_promises_are_no_words_people_read() {
    let at = |text| refused(screen_words::check, &[("crates/ui/src/frame.rs", text)]).len();
    assert_eq!(at("a href=\"/tenant\" { \"Settings\" }"), 0);
    assert_eq!(at("div class=\"lane guard\" {}"), 0);
    assert_eq!(at("div title=\"The lane\" {}"), 1);
    assert_eq!(at("format!(\"{tenant} has {fact}\")"), 0);
    assert_eq!(at("a.expect(\"the guard was taken before\")"), 0);
    assert_eq!(at("#[expect(lint, reason = \"a fact of life\")]"), 0);
    assert_eq!(at("p { \"A face-to-face meeting\" }"), 0);
    assert_eq!(at("p { \"In factories and on Facebook\" }"), 0);
}

#[test]
fn a_word_may_be_excepted_with_a_reason() {
    let with = |list: &str| {
        let files = [
            ("xtask/tidy-screen-words.txt", list),
            ("crates/tenant/src/plan/portal.rs", "p { \"The tenant answered.\" }"),
        ];
        refused(screen_words::check, &files).len()
    };
    assert_eq!(with(""), 1);
    assert_eq!(
        with("crates/tenant/src/plan/portal.rs tenant: read by engineers of the tenant only\n"),
        0
    );
    assert_eq!(with("crates/tenant/src/plan/portal.rs hash: not there\n"), 2);
}
