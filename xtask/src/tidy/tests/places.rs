use super::super::{
    crate_edges, essays, file_length, machine_paths, purity, slice_files, sql_place,
};
use super::{refused, words};
use crate::source::Repository;

fn edges(user: &str, used: &str, kind: &str) -> usize {
    let text = format!(
        r#"{{"packages":[{{"name":"{user}","dependencies":[{{"name":"{used}","kind":{kind},"path":"/x/{used}"}},{{"name":"serde","kind":null,"path":null}}]}}]}}"#
    );
    crate_edges::check(&serde_json::from_str(&text).unwrap()).len()
}

#[test]
fn a_crate_may_use_lower_levels_only() {
    assert_eq!(edges("directory", "kernel", "null"), 0);
    assert_eq!(edges("facts", "kernel", "null"), 0);
    assert_eq!(edges("server", "emulator", "null"), 0);
    assert_eq!(edges("emulator", "wire", "null"), 0);
    assert_eq!(edges("directory", "access", "null"), 1);
    assert_eq!(edges("access", "signin", "null"), 1);
    assert_eq!(edges("kernel", "ui", "null"), 1);
    assert_eq!(edges("emulator", "ui", "null"), 1);
    assert_eq!(edges("tenant", "emulator", "null"), 1);
    assert_eq!(edges("testkit", "directory", "null"), 1);
}

#[test]
fn anyone_may_test_with_testkit_and_with_nothing_else_above() {
    assert_eq!(edges("directory", "testkit", "\"dev\""), 0);
    assert_eq!(edges("directory", "testkit", "null"), 1);
    assert_eq!(edges("directory", "access", "\"dev\""), 1);
}

#[test]
fn a_crate_without_a_level_is_refused() {
    assert_eq!(edges("helpers", "kernel", "null"), 1);
}

#[test]
fn files_of_a_capability_have_known_names() {
    let good = [
        ("crates/directory/src/people/store/rows.rs", ""),
        ("crates/directory/src/people/mod.rs", ""),
        ("crates/kernel/src/db/pool.rs", ""),
    ];
    assert_eq!(refused(slice_files::check, &good), [""; 0]);
    let bad = [
        ("crates/directory/src/people/helpers.rs", ""),
        ("crates/access/src/roles/util/mod.rs", ""),
    ];
    assert_eq!(refused(slice_files::check, &bad).len(), 2);
}

#[test]
fn an_extra_file_needs_a_reason_and_a_reason_needs_a_file() {
    let with = |list: &str| {
        let files =
            [("xtask/tidy-extra-files.txt", list), ("crates/directory/src/people/letters.rs", "")];
        refused(slice_files::check, &files)
    };
    assert_eq!(with("# Why.\ncrates/directory/src/people/letters.rs: printed on paper\n"), [""; 0]);
    assert_eq!(with("crates/directory/src/people/: all of it\n"), [""; 0]);
    assert_eq!(with("crates/directory/src/people/letters.rs:\n").len(), 2);
    assert_eq!(
        with("crates/directory/src/people/letters.rs: yes\ncrates/gone.rs: no\n"),
        ["xtask/tidy-extra-files.txt:2"]
    );
}

#[test]
fn long_files_are_refused_and_longish_ones_named() {
    let lines = |count: usize| "//\n".repeat(count);
    assert_eq!(refused(file_length::check, &[("a.rs", &lines(901))]), ["a.rs"]);
    assert_eq!(refused(file_length::check, &[("a.rs", &lines(900))]), [""; 0]);
    let longish = lines(501);
    assert_eq!(file_length::check(&Repository::of(&[("a.rs", longish.as_str())])).len(), 1);
    let fine = lines(500);
    assert!(file_length::check(&Repository::of(&[("a.rs", fine.as_str())])).is_empty());
}

#[test]
fn folders_open_with_an_essay() {
    let files = [
        ("a/mod.rs", "mod b;"),
        ("a/lib.rs", "//! \n"),
        ("b/main.rs", "//! What it is for.\n"),
        ("c/other.rs", ""),
    ];
    assert_eq!(refused(essays::check, &files), ["a/mod.rs", "a/lib.rs"]);
}

#[test]
fn sql_stands_in_stores_and_in_the_kernel() {
    let sql = "fn a() { b(\"SELECT name\\n FROM person\") }";
    let good = [
        ("crates/directory/src/people/store.rs", sql),
        ("crates/directory/src/people/store/rows.rs", sql),
        ("crates/tenant/src/store.rs", sql),
        ("crates/kernel/src/audit/mod.rs", sql),
        ("crates/server/tests/it/audit.rs", sql),
    ];
    assert_eq!(refused(sql_place::check, &good), [""; 0]);
    let bad = [
        ("crates/directory/src/people/queries.rs", sql),
        ("crates/directory/src/people/tests.rs", sql),
        ("crates/server/src/serve.rs", "\n\nconst A: &str = r\"UPDATE person SET name = $1\";"),
    ];
    assert_eq!(
        refused(sql_place::check, &bad),
        [
            "crates/directory/src/people/queries.rs:1",
            "crates/directory/src/people/tests.rs:1",
            "crates/server/src/serve.rs:3"
        ]
    );
}

#[test]
fn words_that_only_begin_like_sql_are_let_pass() {
    let text = "f(\"DELETE /v1.0/users/1\"); g(\"Create a person\"); h(\"Select one\"); i(\"UPDATE\"); // SELECT a FROM b";
    assert_eq!(refused(sql_place::check, &[("crates/emulator/src/lib.rs", text)]), [""; 0]);
}

#[test]
fn clock_chance_and_environment_are_the_kernels() {
    let bad = "fn a() {\n  let b = std::time::SystemTime::now();\n  let c = Uuid::now_v7();\n  let d = env::var(\"E\");\n  rand::random()\n}";
    let at = |path| refused(purity::check, &[(path, bad)]).len();
    assert_eq!(at("crates/directory/src/people/commands.rs"), 4);
    assert_eq!(at("crates/server/src/main.rs"), 4);
    assert_eq!(at("crates/kernel/src/clock.rs"), 0);
    assert_eq!(at("crates/directory/src/people/tests.rs"), 0);
    let fine = "// Instant::now\nfn a() { brand::name(\"env::var\"); std::env::args() }\n#[cfg(test)]\nmod b { fn c() { Instant::now(); } }";
    assert_eq!(refused(purity::check, &[("crates/ui/src/lib.rs", fine)]), [""; 0]);
}

#[test]
fn paths_of_one_machine_are_refused() {
    let path = format!("{}/project", concat!("/wo", "rk"));
    let bad = format!("a\nsee {path}/b");
    assert_eq!(refused(machine_paths::check, &[("docs/a.md", &bad)]), ["docs/a.md:2"]);
    let fine = format!("crates/server/src{path}");
    assert_eq!(refused(machine_paths::check, &[("docs/a.md", &fine)]), [""; 0]);
}

#[test]
fn lock_files_name_no_host() {
    let npm = "{\n  \"resolved\": \"https://mirror.example/a.tgz\"\n}";
    assert_eq!(
        refused(machine_paths::check, &[("web/package-lock.json", npm)]),
        ["web/package-lock.json:2"]
    );
    let cargo = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\nsource = \"registry+https://mirror.example\"\n";
    assert_eq!(refused(machine_paths::check, &[("Cargo.lock", cargo)]), ["Cargo.lock:2"]);
    assert!(words(machine_paths::check, &[("Cargo.lock", cargo)]).contains("download host"));
}
