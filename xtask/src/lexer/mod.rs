//! Splits Rust source into code, comments, strings and characters.
//!
//! Tidy must tell a word in code from the same word in a comment or a string. It needs no grammar
//! for that, so this is a scanner of a few rules rather than a parser: nested block comments, raw
//! strings with any number of `#`, byte and C strings, and the difference between a character and
//! a lifetime. Joining the text of all pieces gives the file again; nothing is lost or reordered.

/// What a piece of source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Everything that is none of the others.
    Code,
    /// `//` to the end of the line, or `/* … */`; documentation comments too.
    Comment,
    /// A string literal of any sort, with its quotes.
    Text,
    /// A character or byte literal.
    Character,
}

/// A piece of source, with the place where it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: Kind,
    pub(crate) source: &'a str,
    /// Byte offset of the first byte in the file.
    pub(crate) start: usize,
}

/// The pieces of a file, in order and without a gap.
pub(crate) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut code_start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let Some((kind, length)) = literal_or_comment(source, at) else {
            at += 1;
            continue;
        };
        if code_start < at {
            found.push(Piece {
                kind: Kind::Code,
                source: &source[code_start..at],
                start: code_start,
            });
        }
        found.push(Piece { kind, source: &source[at..at + length], start: at });
        at += length;
        code_start = at;
    }
    if code_start < bytes.len() {
        found.push(Piece { kind: Kind::Code, source: &source[code_start..], start: code_start });
    }
    found
}

/// The value of a string literal: quotes removed, escapes resolved as far as checks need it.
pub(crate) fn text_of(literal: &str) -> String {
    let open = literal.find('"').map_or(0, |place| place + 1);
    let close = literal.rfind('"').unwrap_or(literal.len()).max(open);
    let body = &literal[open..close];
    if literal[..open].contains('r') {
        return body.to_owned();
    }
    let mut value = String::with_capacity(body.len());
    let mut rest = body.chars().peekable();
    while let Some(character) = rest.next() {
        if character != '\\' {
            value.push(character);
            continue;
        }
        match rest.next() {
            // A backslash at the end of a line swallows the line break and the indentation.
            Some('\n') => while rest.next_if(|next| next.is_whitespace()).is_some() {},
            Some('n' | 'r' | 't') => value.push(' '),
            Some('u') => while rest.next().is_some_and(|next| next != '}') {},
            Some(other) => value.push(other),
            None => {}
        }
    }
    value
}

fn literal_or_comment(source: &str, at: usize) -> Option<(Kind, usize)> {
    let rest = &source.as_bytes()[at..];
    match rest[0] {
        b'/' if rest.starts_with(b"//") => {
            let length = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
            Some((Kind::Comment, length))
        }
        b'/' if rest.starts_with(b"/*") => Some((Kind::Comment, block_comment_length(rest))),
        b'"' => Some((Kind::Text, quoted_length(rest, 0, b'"'))),
        b'b' | b'c' | b'r' if !follows_a_word(source, at) => prefixed(rest),
        b'\'' => character_length(&source[at..]).map(|length| (Kind::Character, length)),
        _ => None,
    }
}

/// Whether the byte at `at` continues a word, so that the `r` of `for"` begins no raw string.
fn follows_a_word(source: &str, at: usize) -> bool {
    source[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_')
}

/// Literals that begin with a letter: `r"…"`, `r#"…"#`, `b"…"`, `br"…"`, `c"…"`, `cr"…"`, `b'…'`.
fn prefixed(rest: &[u8]) -> Option<(Kind, usize)> {
    let letters = rest.iter().take(2).take_while(|byte| matches!(byte, b'b' | b'c' | b'r')).count();
    let is_raw = rest[letters - 1] == b'r';
    let after = &rest[letters..];
    if !is_raw {
        return match after.first() {
            Some(b'"') => Some((Kind::Text, quoted_length(rest, letters, b'"'))),
            Some(b'\'') if rest[0] == b'b' => {
                Some((Kind::Character, quoted_length(rest, letters, b'\'')))
            }
            _ => None,
        };
    }
    let hashes = after.iter().take_while(|byte| **byte == b'#').count();
    // `r#match` is a raw name, not a string.
    if after.get(hashes) != Some(&b'"') {
        return None;
    }
    let body = letters + hashes + 1;
    let mut closing = vec![b'"'];
    closing.resize(hashes + 1, b'#');
    let end = rest[body..].windows(closing.len()).position(|window| window == closing);
    Some((Kind::Text, end.map_or(rest.len(), |end| body + end + closing.len())))
}

/// Length of a literal whose opening quote stands at `open`, its escapes skipped.
fn quoted_length(rest: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            byte if byte == quote => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

fn block_comment_length(rest: &[u8]) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

/// Length of a character literal, or nothing where the quote begins a lifetime.
fn character_length(rest: &str) -> Option<usize> {
    let mut characters = rest.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        return Some(quoted_length(rest.as_bytes(), 0, b'\''));
    }
    let (second_at, second) = characters.next()?;
    (second == '\'').then_some(second_at + 1)
}

#[cfg(test)]
mod tests;
