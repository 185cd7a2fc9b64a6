//! Words of some length that somebody typed, to be read by others later: why, or what was seen.

use kernel::refusal::{Code, Refusal, messages};

/// The words without blanks around them, with lines that end in one way. Others answer for too few and too many.
pub(crate) fn words(
    text: &str,
    field: &'static str,
    most: usize,
    (missing, long): (Code, Code),
) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(missing.at(field).with("limit", most));
    }
    let text = text.replace("\r\n", "\n");
    if text.chars().count() > most {
        return Err(long.at(field).with("limit", most));
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(messages::TEXT_CONTROL.at(field));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    //! What is taken, and what is left of it.

    use super::*;

    #[test]
    fn lines_are_kept_and_a_browsers_ends_of_lines_do_not_count() {
        let of = |text: &str| {
            let code = (messages::MALFORMED, messages::STALE);
            words(text, "why", 5, code).map_err(|refusal| refusal.code)
        };
        assert_eq!(of(" a\r\nb\nc "), Ok("a\nb\nc".to_owned()));
        assert_eq!(of("  "), Err(messages::MALFORMED.code));
        assert_eq!(of("abcdef"), Err(messages::STALE.code));
        assert_eq!(of("a\u{7}b"), Err(messages::TEXT_CONTROL.code));
    }
}
