//! Rules by what they are about, in the order in which they are shown.

/// What rules are about, and the first words of their names. The last takes all others.
const TOPICS: [(&str, &[&str]); 9] = [
    ("Accounts", &["account", "activity", "address", "hold", "person"]),
    (
        "Signing in",
        &[
            "password",
            "recovery",
            "second-factor",
            "sign-in",
            "session",
            "start-code",
            "start-link",
            "text",
            "token",
        ],
    ),
    ("Transfers", &["transfer"]),
    ("Roles and cover", &["grant", "cover", "served", "intake"]),
    ("Joining the service", &["joining"]),
    ("Licences and user policies", &["licence", "policy"]),
    ("Requests", &["request"]),
    ("Notices and banners", &["notice", "banner"]),
    ("Lists, files and history", &[]),
];

/// The names of all, in order.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    TOPICS.iter().map(|(title, _)| *title)
}

/// What the rule of this name is about.
pub(super) fn of(name: &str) -> &'static str {
    let first = name.split_once('.').map_or(name, |(first, _)| first);
    let of_these = |(_, words): &&(&str, &[&str])| words.is_empty() || words.contains(&first);
    TOPICS.iter().find(of_these).map_or("", |(title, _)| title)
}

#[cfg(test)]
mod tests {
    //! No rule is left out of the list.

    use super::*;

    #[test]
    fn every_rule_is_about_something_that_is_listed() {
        for (name, topic) in [
            ("account.leaver-days", "Accounts"),
            ("sign-in.lock-failures", "Signing in"),
            ("nobody.knows", "Lists, files and history"),
        ] {
            assert_eq!(of(name), topic);
            assert!(all().any(|listed| listed == of(name)), "{name}");
        }
    }
}
