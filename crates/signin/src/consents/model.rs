//! What has to be allowed.

use crate::applications::{Application, Asks, OFFLINE, OPENID};

/// What of these scopes people have to allow the application.
pub(crate) fn to_be_allowed(application: &Application, scopes: &[String]) -> Vec<String> {
    let is_asked = |scope: &&String| match (application.organisation, application.asks) {
        (Some(_), _) => scope.as_str() != OPENID,
        (None, Asks::ToStay) => scope.as_str() == OFFLINE,
        (None, Asks::No) => false,
    };
    scopes.iter().filter(is_asked).cloned().collect()
}

/// What was allowed before and what is allowed now, each once and in order.
pub(super) fn together(before: &[String], now: &[String]) -> Vec<String> {
    let mut all: Vec<String> = before.iter().chain(now).cloned().collect();
    all.sort();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    //! Sets of what is allowed.

    use super::*;

    #[test]
    fn what_is_allowed_is_added_once() {
        let of = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            together(&of(&["profile", "email"]), &of(&["email", "phone"])),
            of(&["email", "phone", "profile"])
        );
        assert_eq!(together(&[], &[]), Vec::<String>::new());
    }
}
