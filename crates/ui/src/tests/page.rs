//! Reads a page as a browser and a screen reader would, and says what is wrong with it.

use std::collections::BTreeSet;

use super::normal::normal;

/// An attribute of a start tag, as `normal` writes it.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

fn is(tag: &str, name: &str) -> bool {
    tag.strip_prefix('<')
        .and_then(|rest| rest.strip_prefix(name))
        .is_some_and(|rest| rest.starts_with(' ') || rest.starts_with('>'))
}

/// What is wrong with a whole document; empty when nothing is.
pub(crate) fn faults(document: &str) -> Vec<String> {
    let tokens = normal(document);
    let tags: Vec<&str> =
        tokens.iter().map(String::as_str).filter(|token| token.starts_with('<')).collect();
    let mut faults = Vec::new();
    let count = |name: &str| tags.iter().filter(|tag| is(tag, name)).count();
    for name in ["html", "title", "main", "h1"] {
        if count(name) != 1 {
            faults.push(format!("{} times {name}", count(name)));
        }
    }
    if !tags.iter().any(|tag| is(tag, "html") && attribute(tag, "lang") == Some("en")) {
        faults.push("no language".to_owned());
    }

    let mut ids = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| attribute(tag, "id")) {
        if !ids.insert(id) {
            faults.push(format!("two of the id {id}"));
        }
    }
    faults.extend(references(&tags, &ids));
    faults.extend(headings(&tags));
    faults.extend(policy(&tags));
    faults
}

/// Everything that names an id names one that is there, and every field has a label.
fn references(tags: &[&str], ids: &BTreeSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    for tag in tags {
        for name in
            ["for", "aria-describedby", "aria-labelledby", "aria-controls", "data-aria-controls"]
        {
            for id in attribute(tag, name).unwrap_or_default().split_whitespace() {
                if !ids.contains(id) {
                    faults.push(format!("{name} names {id}, which is not there"));
                }
            }
        }
        if let Some(id) = attribute(tag, "href").and_then(|href| href.strip_prefix('#'))
            && !ids.contains(id)
        {
            faults.push(format!("a link leads to #{id}, which is not there"));
        }
        let hidden = attribute(tag, "type") == Some("hidden");
        if (is(tag, "input") || is(tag, "select") || is(tag, "textarea")) && !hidden {
            let id = attribute(tag, "id").unwrap_or_default();
            let labelled =
                tags.iter().any(|label| is(label, "label") && attribute(label, "for") == Some(id));
            if !labelled {
                faults.push(format!("no label for {tag}"));
            }
        }
    }
    faults
}

/// Headings never skip a level on the way down.
fn headings(tags: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut depth = None;
    for tag in tags {
        for level in 1..=6_u8 {
            if is(tag, &format!("h{level}")) {
                if depth.is_some_and(|depth| level > depth + 1) {
                    faults.push(format!("a heading of level {level} after {depth:?}"));
                }
                depth = Some(level);
            }
        }
    }
    faults
}

/// Nothing that the security policy would refuse.
fn policy(tags: &[&str]) -> Vec<String> {
    tags.iter()
        .filter(|tag| {
            attribute(tag, "style").is_some()
                || is(tag, "style")
                || (is(tag, "script") && attribute(tag, "src").is_none())
                || tag.split_whitespace().any(|part| part.starts_with("on") && part.contains("=\""))
                || attribute(tag, "src").is_some_and(|source| !source.starts_with("/assets/"))
        })
        .map(|tag| format!("refused by the policy: {tag}"))
        .collect()
}

#[test]
fn a_page_with_every_fault_is_found_out() {
    let document = "<html><head><title>x</title></head><body><main><h1>x</h1><h3>x</h3>\
        <p id=\"a\" style=\"b\"></p><p id=\"a\"></p><input id=\"q\"><a href=\"#nowhere\">x</a>\
        <script>x</script><b onclick=\"x\"></b></main><main></main></body></html>";
    let found = faults(document).join("\n");
    for expected in [
        "2 times main",
        "no language",
        "two of the id a",
        "level 3",
        "no label",
        "#nowhere",
        "style",
        "<script>",
        "onclick",
    ] {
        assert!(found.contains(expected), "{expected} is not among:\n{found}");
    }
}
