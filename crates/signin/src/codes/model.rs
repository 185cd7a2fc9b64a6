//! What a start code looks like.

use kernel::dated::{NumberRule, Stricter};
use kernel::random;
use wire::graph::query::encode;

/// How long a start code can be used.
pub const CODE_DAYS: NumberRule =
    NumberRule::new("start-code.days", 14, 1..=90, "days", "Product decision on start codes")
        .may_be(Stricter::Lower);

/// How long a link that went by letter can be used: a mailbox is read by others sooner than a sheet of paper.
pub const LINK_DAYS: NumberRule =
    NumberRule::new("start-link.days", 7, 1..=30, "days", "Product decision on start links")
        .may_be(Stricter::Lower);

/// Letters and digits that nobody takes for another, read, written or spoken: no I, L, O, U, 0 or 1.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of a code: with 30 to choose from, 14 make 68 bits.
const LENGTH: usize = 14;
/// Where the groups end: 5, 5 and 4.
const GROUP: usize = 5;

/// Draws a code, in groups as it is read out.
pub(crate) fn draw() -> String {
    let mut code = String::with_capacity(LENGTH + 2);
    for place in 0..LENGTH {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        let drawn = usize::try_from(random::below(ALPHABET.len() as u64)).unwrap_or(0);
        code.push(char::from(ALPHABET[drawn]));
    }
    code
}

/// The code as it is hashed: people type small letters, leave out hyphens and put in blanks.
pub(crate) fn folded(typed: &str) -> String {
    typed
        .chars()
        .filter(|character| character.is_ascii_alphanumeric())
        .take(64)
        .map(|character| character.to_ascii_uppercase())
        .collect()
}

/// The code of a link, from a secret of the installation: 160 bits, in signs that [`folded`] leaves as they are.
pub(super) fn link_code(secret: &[u8; 32]) -> String {
    secret[..20].iter().map(|byte| format!("{byte:02X}")).collect()
}

/// The address of a start link below that of the portal. It works by being sent back by hand: opening it, as mail
/// filters do, uses nothing up.
pub(super) fn link_path(username: &str, code: &str) -> String {
    format!("/start?username={}&code={code}", encode(username))
}
