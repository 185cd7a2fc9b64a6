//! Forty ways to bend an address that was registered, each with a little chance in it: what those who want to be sent
//! elsewhere have tried on others.

use crate::fuzz::Dice;

/// A way to bend an address.
pub type Bend = fn(&str, &mut Dice) -> String;

const EVIL: &[&str] = &[
    "evil.example",
    "evil.example:443",
    "127.0.0.1",
    "[::1]",
    "xn--vil-8pa.example",
    "rota.example.evil.example",
];
/// What some readers take for a slash, a dot, an at sign, or nothing.
const ODD: &[&str] = &[
    "\\", "/", "//", "%2f", "%5c", "%2e", "..", "%2e%2e/", ";", ":", "@", "%40", "?", "#", "%23",
    "%3f", "&", "+", "%20", " ", "\t", "\n", "\r\n", "%0d%0a", "%00", "\0", "\u{2024}", "\u{ff0f}",
    "\u{ff20}", "\u{3002}", "\u{200b}", "\u{ad}", "\u{202e}", "%", "%zz", "*", ",", "'", "\"", "<",
    "|",
];

/// All of them.
pub static BENDS: [Bend; 40] = [
    |address, dice| put(address, dice.below(address.len() + 1), odd(dice)),
    |address, dice| put(address, host(address).0, odd(dice)),
    |address, dice| put(address, host(address).1, odd(dice)),
    |address, dice| put(address, path(address), odd(dice)),
    |address, dice| format!("{}{address}", odd(dice)),
    |address, dice| format!("{address}{}", odd(dice)),
    |address, dice| replaced(address, host(address), evil(dice)),
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}@{}", &address[host(address).0..host(address).1], evil(dice)),
        )
    },
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}@{}", evil(dice), &address[host(address).0..host(address).1]),
        )
    },
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}.{}", &address[host(address).0..host(address).1], evil(dice)),
        )
    },
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}{}{}", evil(dice), odd(dice), &address[host(address).0..host(address).1]),
        )
    },
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}{}{}", &address[host(address).0..host(address).1], odd(dice), evil(dice)),
        )
    },
    |address, dice| {
        replaced(
            address,
            host(address),
            &format!("{}:{}", &address[host(address).0..host(address).1], dice.below(65_536)),
        )
    },
    |address, dice| flipped(address, host(address), dice),
    |address, dice| flipped(address, (path(address), address.len()), dice),
    |address, dice| flipped(address, (0, host(address).0), dice),
    |address, dice| coded(address, (path(address), address.len()), dice),
    |address, dice| coded(address, host(address), dice),
    |address, dice| coded(address, (0, address.len()), dice).replace('%', "%25"),
    |address, dice| removed(address, dice.below(address.len()), 1),
    |address, dice| removed(address, dice.below(address.len()), 1 + dice.below(8)),
    |address, dice| doubled(address, dice),
    |address, dice| swapped(address, dice),
    |address, dice| address.chars().take(dice.below(address.len())).collect(),
    |address, dice| {
        format!("{address}{}{}", if address.contains('?') { '&' } else { '?' }, dice.below(1000))
    },
    |address, dice| format!("{address}#{}", dice.below(1000)),
    |address, dice| format!("{address}/{}", "../".repeat(1 + dice.below(4))),
    |address, dice| put(address, path(address), &"/..".repeat(1 + dice.below(3))),
    |address, dice| put(address, path(address), &"/.".repeat(1 + dice.below(3))),
    |address, dice| {
        replaced(
            address,
            (0, host(address).0),
            one(
                dice,
                &[
                    "http://",
                    "//",
                    "///",
                    "https:/",
                    "https:",
                    "https:\\\\",
                    "HTTPS://",
                    "ftp://",
                    "file:///",
                    "\\\\",
                    "/\\",
                ],
            ),
        )
    },
    |address, dice| {
        replaced(
            address,
            (0, host(address).0),
            one(
                dice,
                &[
                    "javascript:alert(1)//",
                    "data:text/html,",
                    "vbscript:",
                    "blob:https://",
                    "view-source:https://",
                    "about:blank#",
                ],
            ),
        )
    },
    |address, dice| format!("https://{}/?next={address}", evil(dice)),
    |address, dice| format!("https://{}/{address}", evil(dice)),
    |address, dice| format!("https://{}#{address}", evil(dice)),
    |address, dice| format!("{address},https://{}/", evil(dice)),
    |address, dice| format!("{address} https://{}/", evil(dice)),
    |address, dice| format!("{address}\r\nlocation: https://{}/", evil(dice)),
    |address, dice| alike(address, dice),
    |address, dice| wide(address, dice),
    |address, dice| {
        let once = BENDS[dice.below(39)](address, dice);
        BENDS[dice.below(39)](&once, dice)
    },
];

fn one(dice: &mut Dice, of: &[&'static str]) -> &'static str {
    of[dice.below(of.len())]
}

fn odd(dice: &mut Dice) -> &'static str {
    one(dice, ODD)
}

fn evil(dice: &mut Dice) -> &'static str {
    one(dice, EVIL)
}

/// Where the host begins and ends.
fn host(address: &str) -> (usize, usize) {
    let from = address.find("://").map_or(0, |place| place + 3);
    (from, from + address[from..].find(['/', '?', '#']).unwrap_or(address.len() - from))
}

/// Where the path begins.
fn path(address: &str) -> usize {
    host(address).1
}

/// The nearest place before this one at which a letter begins.
fn edge(address: &str, place: usize) -> usize {
    (0..=place.min(address.len())).rev().find(|place| address.is_char_boundary(*place)).unwrap_or(0)
}

fn put(address: &str, place: usize, what: &str) -> String {
    let (before, after) = address.split_at(edge(address, place));
    format!("{before}{what}{after}")
}

fn replaced(address: &str, (from, to): (usize, usize), with: &str) -> String {
    format!("{}{with}{}", &address[..from], &address[to..])
}

fn removed(address: &str, place: usize, many: usize) -> String {
    let letters = address.chars().enumerate();
    letters
        .filter(|(at, _)| !(place..place + many).contains(at))
        .map(|(_, letter)| letter)
        .collect()
}

fn doubled(address: &str, dice: &mut Dice) -> String {
    let from = edge(address, dice.below(address.len() + 1));
    let to = edge(address, from + dice.below(12)).max(from);
    put(address, from, &address[from..to])
}

fn swapped(address: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = address.chars().collect();
    if letters.len() > 1 {
        let at = dice.below(letters.len() - 1);
        letters.swap(at, at + 1);
    }
    letters.into_iter().collect()
}

/// One letter between two places, changed by `change`.
fn changed(
    address: &str,
    (from, to): (usize, usize),
    dice: &mut Dice,
    change: impl Fn(char) -> String,
) -> String {
    let at = edge(address, from + dice.below(to.saturating_sub(from)));
    let mut rest = address[at..].chars();
    let letter = rest.next().map(change).unwrap_or_default();
    format!("{}{letter}{}", &address[..at], rest.as_str())
}

fn flipped(address: &str, span: (usize, usize), dice: &mut Dice) -> String {
    changed(address, span, dice, |letter| match letter.is_lowercase() {
        true => letter.to_uppercase().to_string(),
        false => letter.to_lowercase().to_string(),
    })
}

fn coded(address: &str, span: (usize, usize), dice: &mut Dice) -> String {
    changed(address, span, dice, |letter| format!("%{:02x}", u32::from(letter)))
}

/// A letter that looks like another one.
fn alike(address: &str, dice: &mut Dice) -> String {
    let (from, to) = *dice.one(&[
        ('a', 'а'),
        ('e', 'е'),
        ('o', 'о'),
        ('c', 'с'),
        ('p', 'р'),
        ('t', 'τ'),
        ('l', '1'),
        ('o', '0'),
        ('s', 'ſ'),
        ('k', 'K'),
    ]);
    address.replacen(from, &to.to_string(), 1 + dice.below(2))
}

/// A letter in full width.
fn wide(address: &str, dice: &mut Dice) -> String {
    changed(address, (0, address.len()), dice, |letter| {
        let wide = u32::from(letter).checked_add(0xfee0).and_then(char::from_u32);
        wide.filter(|_| letter.is_ascii_graphic()).unwrap_or(letter).to_string()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bend_gives_many_other_addresses() {
        let registered = "https://rota.example/callback?tenant=1";
        for (number, bend) in BENDS.iter().enumerate() {
            let mut dice = Dice::new(number as u64);
            let bent: std::collections::BTreeSet<String> = (0..1000)
                .map(|_| bend(registered, &mut dice))
                .filter(|bent| bent != registered)
                .collect();
            assert!(bent.len() >= 3, "bend {number} gives {} others", bent.len());
        }
    }
}
