//! What a view may be called and where it may lead, and how many one person keeps.

use kernel::dated::NumberRule;
use kernel::ids::AccountId;
use uuid::Uuid;

use crate::kept::is_below;

/// Views that one person keeps.
pub const AT_MOST: NumberRule =
    NumberRule::new("view.at-most", 50, 1..=500, "views", "our own: more are not found again")
        .of_the_nation();

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

/// By what two names are told apart.
pub(crate) fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Whether these are the address of a list in this portal, of an organisation, the nation or what is to do, and a query as browsers write it.
pub(crate) fn is_list(list: &str, query: &str) -> bool {
    is_below(&["/o/", "/national/", "/to-do"], list, query)
}
