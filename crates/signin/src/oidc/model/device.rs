//! Signing in on a device that has no browser of its own (RFC 8628): the short code that people type, and how long it counts.

use std::net::IpAddr;

use kernel::dated::NumberRule;
use kernel::random;

/// How this way of getting tokens is named.
pub(in crate::oidc) const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Letters of a short code: no vowels, so that no words come about (RFC 8628, 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How many a short code has: 34 bits, for minutes, against a few tries in an hour.
const LENGTH: usize = 8;
/// Seconds between two questions of a device, at first.
pub(in crate::oidc) const PAUSE: i64 = 5;
/// The most seconds that a device is told to wait.
pub(in crate::oidc) const LONGEST_PAUSE: i64 = 60;
/// Seconds in which wrong codes of somebody are counted together.
pub(in crate::oidc) const TRY_SECONDS: i64 = 3600;

/// How long a code of a device counts.
pub const DEVICE_MINUTES: NumberRule = NumberRule::new(
    "application.device-minutes",
    10,
    2..=30,
    "minutes",
    "RFC 8628 3.2 and 5.1; product decision on signing in on devices",
)
.of_the_nation();

/// The longest that one counts, whatever the rule says.
pub(in crate::oidc) const LONGEST_DEVICE_SECONDS: i64 = *DEVICE_MINUTES.bounds.end() * 60;

/// How many codes of one application may count at a time.
pub const DEVICE_MOST: NumberRule = NumberRule::new(
    "application.device-most",
    1000,
    10..=100_000,
    "codes",
    "RFC 8628 5.1; product decision on signing in on devices",
)
.of_the_nation();

/// How many wrong codes somebody may type in an hour.
pub const DEVICE_TRIES: NumberRule = NumberRule::new(
    "application.device-tries",
    10,
    3..=100,
    "codes",
    "RFC 8628 5.1: so few that guessing does not pay",
)
.of_the_nation();

/// Whether the device may be in another network than the person (1) or not (0).
pub const DEVICE_ELSEWHERE: NumberRule = NumberRule::new(
    "application.device-elsewhere",
    0,
    0..=1,
    "choice",
    "RFC 8628 5.4: whoever is far away may have sent the code to deceive",
)
.of_the_nation();

/// A short code.
pub(in crate::oidc) fn draw_user_code() -> String {
    (0..LENGTH).map(|_| char::from(LETTERS[random::below(20) as usize])).collect()
}

/// As it is shown: two groups.
pub(in crate::oidc) fn shown_code(code: &str) -> String {
    let (first, second) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{second}")
}

/// What was typed, without what people put in between; none if it can be no code.
pub(in crate::oidc) fn read_code(typed: &str) -> Option<String> {
    let code: String = typed
        .chars()
        .take(64)
        .filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '.' | '_'))
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    let is_letter = |letter: u8| LETTERS.contains(&letter);
    (code.len() == LENGTH && code.bytes().all(is_letter)).then_some(code)
}

/// Whether two addresses are of one network: the same, of the same 64 bits in front, or both of one machine.
pub(in crate::oidc) fn is_near(one: &str, other: &str) -> bool {
    let front = |text: &str| text.parse::<IpAddr>().ok();
    match (front(one), front(other)) {
        (Some(one), Some(other)) if one.is_loopback() && other.is_loopback() => true,
        (Some(IpAddr::V6(one)), Some(IpAddr::V6(other))) => {
            one.segments()[..4] == other.segments()[..4]
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    //! What is a short code, and what is near.

    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        for _ in 0..200 {
            let code = draw_user_code();
            let shown = shown_code(&code);
            assert_eq!(shown.len(), LENGTH + 1);
            for typed in [code.clone(), shown.clone(), shown.to_lowercase(), format!(" {shown} ")] {
                assert_eq!(read_code(&typed).as_ref(), Some(&code), "{typed}");
            }
        }
        for wrong in ["", "BCDF", "BCDFGHJKL", "BCDFGHJA", "BCDF-GHJ0", "ÄCDFGHJK", &"B".repeat(80)]
        {
            assert_eq!(read_code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn near_is_the_same_address_or_the_same_front() {
        assert!(is_near("192.0.2.1", "192.0.2.1") && !is_near("192.0.2.1", "192.0.2.2"));
        assert!(
            is_near("2001:db8::1", "2001:db8::2") && !is_near("2001:db8::1", "2001:db8:0:1::1")
        );
        assert!(is_near("::1", "127.0.0.1") && !is_near("::1", "192.0.2.1"));
        assert!(is_near("", "") && !is_near("", "192.0.2.1"));
    }
}
