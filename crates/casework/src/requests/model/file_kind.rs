//! What a file may be. Its ending says it and what it holds has to say the same: whoever opens a file gets what they
//! see, and what is taken for a picture is no page.
//!
//! Nothing is looked for in a file: whether a document does harm is for the programs that open it and for the scanner of
//! the machine that they run on.

/// One kind of file that is taken.
#[derive(Debug)]
pub(crate) struct FileKind {
    /// As stored and as used on the wire; stable for ever.
    pub(crate) key: &'static str,
    /// What people call it.
    pub(crate) title: &'static str,
    /// The endings of its names, in lower case.
    pub(crate) endings: &'static [&'static str],
    /// Its media type.
    pub(crate) media: &'static str,
    holds: fn(&[u8]) -> bool,
}

/// All that are taken, as they are listed for people.
pub(crate) static FILE_KINDS: [FileKind; 9] = [
    FileKind {
        key: "pdf",
        title: "PDF",
        endings: &["pdf"],
        media: "application/pdf",
        holds: |bytes| bytes.starts_with(b"%PDF-"),
    },
    FileKind {
        key: "png",
        title: "PNG picture",
        endings: &["png"],
        media: "image/png",
        holds: |bytes| {
            bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16) == Some(b"IHDR")
        },
    },
    FileKind {
        key: "jpeg",
        title: "JPEG picture",
        endings: &["jpg", "jpeg"],
        media: "image/jpeg",
        holds: |bytes| bytes.starts_with(b"\xff\xd8\xff"),
    },
    FileKind {
        key: "text",
        title: "text",
        endings: &["txt", "log"],
        media: "text/plain",
        holds: is_text,
    },
    FileKind { key: "csv", title: "CSV", endings: &["csv"], media: "text/csv", holds: is_text },
    FileKind {
        key: "word",
        title: "Word document",
        endings: &["docx"],
        media: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        holds: |bytes| is_package(bytes, b"word/document"),
    },
    FileKind {
        key: "excel",
        title: "Excel workbook",
        endings: &["xlsx"],
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        holds: |bytes| is_package(bytes, b"xl/workbook"),
    },
    FileKind {
        key: "email",
        title: "email",
        endings: &["eml"],
        media: "message/rfc822",
        holds: is_email,
    },
    FileKind {
        key: "outlook",
        title: "Outlook message",
        endings: &["msg"],
        media: "application/vnd.ms-outlook",
        holds: is_outlook,
    },
];

impl FileKind {
    /// The kind whose names end so.
    pub(crate) fn of_ending(ending: &str) -> Option<&'static Self> {
        FILE_KINDS.iter().find(|kind| kind.endings.contains(&ending))
    }

    /// The kind of that key.
    pub(crate) fn named(key: &str) -> Option<&'static Self> {
        FILE_KINDS.iter().find(|kind| kind.key == key)
    }

    /// Whether these bytes are of the kind.
    pub(crate) fn is_in(&self, bytes: &[u8]) -> bool {
        (self.holds)(bytes)
    }
}

/// The endings of all kinds, each with its dot.
pub(crate) fn endings() -> Vec<String> {
    let endings = FILE_KINDS.iter().flat_map(|kind| kind.endings);
    endings.map(|ending| format!(".{ending}")).collect()
}

/// What the kinds are called, each with its endings, in one line.
pub(crate) fn titles() -> String {
    let all: Vec<String> = FILE_KINDS
        .iter()
        .map(|kind| {
            let endings: Vec<String> =
                kind.endings.iter().map(|ending| format!(".{ending}")).collect();
            format!("{} ({})", kind.title, endings.join(", "))
        })
        .collect();
    all.join(", ")
}

/// Text of any encoding without the characters that no text has. Spreadsheets of old write other encodings than UTF-8.
fn is_text(bytes: &[u8]) -> bool {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, left) = rest.as_chunks::<2>();
        let mut signs = char::decode_utf16(pairs.iter().map(|pair| unit(*pair)));
        let fits = |sign: char| !sign.is_ascii() || u8::try_from(sign).is_ok_and(is_written);
        left.is_empty() && signs.all(|sign| sign.is_ok_and(fits))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => bytes.iter().copied().all(is_written),
    }
}

/// Whether a byte stands in texts.
const fn is_written(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | b'\r' | b'\x0c' | b' '..=b'~' | 0x80..)
}

/// An email as it was sent (RFC 5322): fields with names, one of them that of its author, before the first empty line.
fn is_email(bytes: &[u8]) -> bool {
    if bytes.contains(&0) {
        return false;
    }
    let mut has_author = false;
    for line in bytes.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match line.first() {
            None => break,
            // A field goes on in the next line.
            Some(b' ' | b'\t') => {}
            Some(_) => {
                let Some(end) = line.iter().position(|byte| *byte == b':') else { return false };
                let name = &line[..end];
                if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
                    return false;
                }
                has_author |= name.eq_ignore_ascii_case(b"from");
            }
        }
    }
    has_author
}

/// A message that Outlook saved: a compound file with the stream that every such message has.
fn is_outlook(bytes: &[u8]) -> bool {
    const STREAM: &str = "__properties_version1.0";
    let name: Vec<u8> = STREAM.bytes().flat_map(|byte| [byte, 0]).collect();
    bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
        && bytes.windows(name.len()).any(|window| window == name)
}

/// An Office file whose main part is called so, and which brings no macros along.
fn is_package(bytes: &[u8], main: &[u8]) -> bool {
    let Some(parts) = parts(bytes) else { return false };
    let has = |wanted: &dyn Fn(&[u8]) -> bool| parts.iter().any(|part| wanted(part));
    has(&|part| part == b"[Content_Types].xml")
        && has(&|part| part.starts_with(main) && part.ends_with(b".xml"))
        && !has(&|part| part.to_ascii_lowercase().ends_with(b"vbaproject.bin"))
}

/// The names of the parts of a ZIP file, from the directory at its end; none if that cannot be read.
fn parts(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    /// The end of the directory with the longest comment.
    const END_BYTES: usize = 22 + u16::MAX as usize;
    let number = |at: usize, width: usize| -> Option<usize> {
        let octets = bytes.get(at..at.checked_add(width)?)?;
        Some(octets.iter().rev().fold(0, |sum, octet| (sum << 8) | usize::from(*octet)))
    };
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let tail = bytes.len().saturating_sub(END_BYTES);
    let end = tail + bytes[tail..].windows(4).rposition(|window| window == b"PK\x05\x06")?;
    // Nothing stands behind the directory but its comment, or the file broke off or something was put after it.
    if end + 22 + number(end + 20, 2)? != bytes.len() {
        return None;
    }
    let (count, mut at) = (number(end + 10, 2)?, number(end + 16, 4)?);
    let mut parts = Vec::with_capacity(count);
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let lengths = [number(at + 28, 2)?, number(at + 30, 2)?, number(at + 32, 2)?];
        parts.push(bytes.get(at + 46..at + 46 + lengths[0])?);
        at += 46 + lengths.iter().sum::<usize>();
    }
    Some(parts)
}
