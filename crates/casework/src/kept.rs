//! Addresses of lists in this portal that people keep under a name, and what such a name may be.

/// The longest name, in characters.
const NAME_CHARACTERS: usize = 60;
/// The longest path, and the longest query behind its question mark, in bytes.
const PATH_BYTES: usize = 200;
const QUERY_BYTES: usize = 2_000;

/// The name as it is kept; none if it cannot be one.
pub(crate) fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=NAME_CHARACTERS).contains(&name.chars().count());
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

/// Whether these are a path below one of those, and a query, as browsers write them: nothing that leads elsewhere.
pub(crate) fn is_below(tops: &[&str], path: &str, query: &str) -> bool {
    let plain = |text: &str, extra: &[u8]| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || extra.contains(&byte))
    };
    tops.iter().any(|top| path.starts_with(top))
        && path.len() <= PATH_BYTES
        && !path.contains("//")
        && !path.contains("..")
        && plain(path, b"/-_.%")
        && query.len() <= QUERY_BYTES
        && plain(query, b"=&%+-_.~*")
}
