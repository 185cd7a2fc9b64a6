//! Reading what a mail server says about a letter that it could not deliver (RFC 3464).
//!
//! Such a report names the letter in up to three ways: the address it was sent back to holds its key, the headers of
//! the letter that it quotes hold it, too, and servers that know neither may still quote the `Message-ID`. Any of them
//! will do. The report comes from outside, so nothing of it is kept but the key and the counted reason.

use uuid::Uuid;

/// The most characters of a report that are looked at.
pub(in crate::notices) const REPORT_MOST: usize = 65_536;

/// What a report says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The letter.
    pub mail: Uuid,
    /// The reason as RFC 3463 counts them, if the letter has failed for good; none if it is only late or has arrived.
    pub failed: Option<String>,
}

/// Reads a report; none if it names no letter or says nothing about its delivery.
pub(in crate::notices) fn read(report: &str) -> Option<Report> {
    let (mut mail, mut action, mut status) = (None, None, None);
    for line in report.lines() {
        if mail.is_none() {
            mail = key_in(line);
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "action" if action.is_none() => action = Some(value.trim().to_ascii_lowercase()),
            "status" if status.is_none() => status = counted(value),
            _ => {}
        }
    }
    let (mail, action) = (mail?, action?);
    // A server that says failed and counts a lasting reason means it; a reason of another class is not believed.
    let failed = (action == "failed")
        .then(|| status.filter(|status| status.starts_with('5')).unwrap_or_else(|| "5.0.0".into()));
    Some(Report { mail, failed })
}

/// `+KEY@` of the address it came back to, or `<KEY@` of the letter's own number.
fn key_in(line: &str) -> Option<Uuid> {
    line.match_indices('@').find_map(|(at, _)| {
        let start = at.checked_sub(33)?;
        let (mark, key) = (line.get(start..start + 1)?, line.get(start + 1..at)?);
        (matches!(mark, "+" | "<") && key.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .then(|| Uuid::try_parse(key).ok())?
    })
}

/// `5.1.1` of `5.1.1 (bad address)`.
fn counted(value: &str) -> Option<String> {
    let word = value.split_whitespace().next()?;
    let mut numbers = word.split('.');
    let class = numbers.next()?;
    let rest: Vec<&str> = numbers.collect();
    let is_number = |text: &str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_counted = matches!(class, "2" | "4" | "5")
        && rest.len() == 2
        && rest.iter().all(|number| is_number(number));
    is_counted.then(|| word.to_owned())
}
