//! What a view may be called and where it may lead, and how many one person keeps.

use kernel::dated::NumberRule;
use kernel::ids::AccountId;
use uuid::Uuid;

/// Views that one person keeps.
pub const AT_MOST: NumberRule =
    NumberRule::new("view.at-most", 50, 1..=500, "views", "our own: more are not found again")
        .of_the_nation();

/// The longest name, in characters.
const NAME_CHARACTERS: usize = 60;
/// The longest address of a list, and of what stands behind its question mark, in bytes.
const LIST_BYTES: usize = 200;
const QUERY_BYTES: usize = 2_000;

/// A view as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SavedView {
    pub(crate) id: Uuid,
    pub(crate) account: AccountId,
    pub(crate) list: String,
    pub(crate) query: String,
    pub(crate) name: String,
    pub(crate) version: i64,
}

/// The name as it is kept; none if it cannot be one.
pub(crate) fn name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=NAME_CHARACTERS).contains(&name.chars().count());
    (fits && !name.chars().any(char::is_control)).then_some(name)
}

/// By what two names are told apart.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Whether these are the address of a list of an organisation in this portal, and a query as browsers write it.
pub(crate) fn is_list(list: &str, query: &str) -> bool {
    let plain = |text: &str, extra: &[u8]| {
        text.bytes().all(|byte| byte.is_ascii_alphanumeric() || extra.contains(&byte))
    };
    list.starts_with("/o/")
        && list.len() <= LIST_BYTES
        && !list.contains("//")
        && !list.contains("..")
        && plain(list, b"/-_.%")
        && query.len() <= QUERY_BYTES
        && plain(query, b"=&%+-_.~*")
}
