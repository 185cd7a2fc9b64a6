//! Addresses to which browsers are sent: which ones may be registered. When they are used, bytes are compared and nothing
//! is read.

use axum::http::Uri;

/// The most addresses of a kind that an application has.
pub(in crate::applications) const MOST_URIS: usize = 20;
/// The longest one, in bytes.
pub(in crate::applications) const LONGEST_URI: usize = 512;

/// Whether an address may stay on the machine on which it is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::applications) enum Loopback {
    Allowed,
    Refused,
}

/// Whether the address may be registered.
pub(in crate::applications) fn is_allowed(text: &str, loopback: Loopback) -> bool {
    let is_plain = text.len() <= LONGEST_URI
        && text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.contains(['#', '*', '\\', '"', '<', '>', '\'', ';', '`', '{', '}']);
    let Some(uri) = text.parse::<Uri>().ok().filter(|_| is_plain) else { return false };
    let Some(authority) = uri.authority() else { return false };
    let host = authority.host();
    // Somebody's name in front of the host makes an address look like another one.
    if authority.as_str().contains('@') || host.is_empty() || authority.as_str().ends_with(':') {
        return false;
    }
    match uri.scheme_str() {
        Some("https") => text.starts_with("https://"),
        Some("http") => {
            loopback == Loopback::Allowed
                && text.starts_with("http://")
                && matches!(host, "127.0.0.1" | "[::1]" | "localhost")
        }
        _ => false,
    }
}

/// The addresses, if there are no more than there may be, each one may be registered, and none stands twice.
pub(in crate::applications) fn all_allowed(texts: &[String], loopback: Loopback) -> bool {
    texts.len() <= MOST_URIS
        && texts.iter().all(|text| is_allowed(text, loopback))
        && texts.iter().enumerate().all(|(place, text)| !texts[..place].contains(text))
}

#[cfg(test)]
mod tests {
    //! What is an address, and what only looks like one.

    use super::*;

    #[test]
    fn addresses_are_https_or_stay_on_the_machine() {
        for good in [
            "https://app.example/callback",
            "https://app.example:8443/callback?tenant=1",
            "https://app.example",
        ] {
            assert!(is_allowed(good, Loopback::Refused), "{good}");
        }
        for local in ["http://127.0.0.1:7777/cb", "http://[::1]/cb", "http://localhost:3000/cb"] {
            assert!(is_allowed(local, Loopback::Allowed), "{local}");
            assert!(!is_allowed(local, Loopback::Refused), "{local}");
        }
        let long = format!("https://app.example/{}", "a".repeat(LONGEST_URI));
        for bad in [
            "",
            "app.example/callback",
            "/callback",
            "http://app.example/callback",
            "http://localhost.example/cb",
            "http://127.0.0.1.example/cb",
            "https://*.app.example/cb",
            "https://app.example/cb#part",
            "https://app.example@evil.example/cb",
            "https://app.example\\@evil.example/cb",
            "https://app.example:/cb",
            "https://app.example/cb cb",
            "https://app.example/c\u{e9}",
            "https://",
            "https:///cb",
            "HTTPS://app.example/cb",
            "javascript:alert(1)",
            "data:text/html,x",
            "com.example.app:/cb",
            "https://app.example/;script-src",
            &long,
        ] {
            assert!(!is_allowed(bad, Loopback::Allowed), "{bad}");
        }
    }

    #[test]
    fn there_are_no_more_than_there_may_be_and_none_twice() {
        let of = |number: usize| format!("https://app.example/{number}");
        let many: Vec<String> = (0..MOST_URIS).map(of).collect();
        assert!(all_allowed(&many, Loopback::Refused));
        let more: Vec<String> = (0..=MOST_URIS).map(of).collect();
        assert!(!all_allowed(&more, Loopback::Refused));
        assert!(!all_allowed(&[of(1), of(1)], Loopback::Refused));
    }
}
