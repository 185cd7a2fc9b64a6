//! What a file may be called and may hold.

use proptest::prelude::*;

use super::files::{file, package};
use crate::requests::model::{FileKind, Name, endings};
use crate::requests::{Content, NewFile};

fn judged(name: &str, holds: &[u8]) -> Result<String, &'static str> {
    let file = NewFile { name: name.to_owned(), content: Content(holds.to_vec()) };
    file.judge().map(|judged| judged.kind.key.to_owned()).map_err(|refusal| refusal.code)
}

#[test]
fn a_file_is_what_its_name_and_its_content_say_together() {
    let outlook: Vec<u8> = [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(),
        "__properties_version1.0".encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ]
    .concat();
    let word = package(&["[Content_Types].xml", "word/document.xml"]);
    let excel = package(&["[Content_Types].xml", "xl/workbook.xml"]);
    let wide: Vec<u8> = "\u{feff}Grüße\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let taken: [(&str, &[u8], &str); 14] = [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("A.PNG", &file("a.png").content.0, "png"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        ("a.jpeg", b"\xff\xd8\xff\xdb", "jpeg"),
        ("a.txt", "Grüße\r\n\tund mehr".as_bytes(), "text"),
        ("old.txt", b"J\xfcrgen", "text"),
        ("wide.txt", &wide, "text"),
        ("a.log", b"<html>502 Bad Gateway</html>\n", "text"),
        ("a.csv", b"a;b\n1;2\n", "csv"),
        ("a.docx", &word, "word"),
        ("a.xlsx", &excel, "excel"),
        ("a.eml", b"Received: by x\r\n\tand y\r\nFROM: a@x.org\r\n\r\nHello", "email"),
        ("a.msg", &outlook, "outlook"),
        ("invoice.exe.txt", b"harmless", "text"),
    ];
    for (name, holds, kind) in taken {
        assert_eq!(judged(name, holds), Ok(kind.to_owned()), "{name}");
        assert_eq!(judged(name, b""), Err("request.file-empty"), "{name}");
    }
    let with_macros = package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
    let refused: [(&str, &[u8]); 14] = [
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("page.pdf", b"<!doctype html>"),
        ("page.jpg", b"GIF89a"),
        ("program.txt", b"MZ\x90\0\x03"),
        ("half.txt", b"\xff\xfea"),
        ("control.csv", b"a\x1b[2J"),
        ("macros.docx", &with_macros),
        ("sheet.docx", &excel),
        ("text.xlsx", &word),
        ("plain.docx", b"PK\x03\x04 and nothing else"),
        ("locked.docx", &outlook),
        ("words.eml", b"Dear all,\n\nno fields here"),
        ("nobody.eml", b"Subject: x\r\n\r\nFrom: in the text"),
        ("word.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1WordDocument"),
    ];
    for (name, holds) in refused {
        assert_eq!(judged(name, holds), Err("request.file-content"), "{name}");
    }
    for name in ["a.html", "a.svg", "a.exe", "a.docm", "a.zip", "a", "", "a.txt.lnk", "pdf"] {
        assert_eq!(judged(name, b"%PDF-"), Err("request.file-kind"), "{name}");
    }
}

#[test]
fn a_damaged_package_is_refused_wherever_it_breaks_off() {
    let whole = package(&["[Content_Types].xml", "word/document.xml"]);
    for end in 0..whole.len() {
        let holds = judged("a.docx", &whole[..end]);
        assert!(holds.is_err(), "{end} bytes of {}", whole.len());
    }
    // A directory that lies about its lengths.
    for place in 0..whole.len() {
        let mut broken = whole.clone();
        broken[place] = 0xff;
        let _ = judged("a.docx", &broken);
    }
}

#[test]
fn names_keep_their_script_and_lose_what_is_no_name() {
    for (typed, kept) in [
        ("Foto von Müller.PNG", "Foto von Müller.png"),
        ("照片.jpg", "照片.jpg"),
        ("नमूना\u{200d}.pdf", "नमूना\u{200d}.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\u{202e}gpj.exe.txt", "agpj.exe.txt"),
        ("a\0b\r\nc\".txt", "ab c_.txt"),
        ("  two   words .txt ", "two words.txt"),
        (".png", "file.png"),
        ("...", "file"),
        ("", "file"),
        ("a.", "a"),
        ("archive.tar.verylongending", "archive.tar.verylongending"),
    ] {
        assert_eq!(Name::of(typed).to_string(), kept, "{typed:?}");
    }
    let long = Name::of(&format!("{}.pdf", "ä".repeat(500))).to_string();
    assert_eq!(long.chars().count(), 104);
}

proptest! {
    #[test]
    fn a_name_that_was_kept_is_kept_as_it_is(typed in "\\PC{0,40}(\\.[a-zA-Z]{1,5})?|.{0,40}") {
        let kept = Name::of(&typed).to_string();
        prop_assert_eq!(Name::of(&kept).to_string(), kept.clone());
        prop_assert!(!kept.is_empty() && kept.chars().count() <= 110);
        let is_plain = !kept.contains(['/', '\\', '"', '\0', '\n', '\u{202e}']);
        prop_assert!(is_plain, "no part of a path and nothing unseen");
    }

    #[test]
    fn no_bytes_break_what_looks_at_them(holds in proptest::collection::vec(any::<u8>(), 0..200)) {
        for ending in endings() {
            let _ = judged(&format!("a{ending}"), &holds);
        }
    }
}

#[test]
fn every_kind_is_found_by_its_key_and_its_endings() {
    for ending in endings() {
        let kind = FileKind::of_ending(ending.trim_start_matches('.')).expect("a kind");
        assert_eq!(FileKind::named(kind.key).map(|found| found.key), Some(kind.key));
        assert!(kind.media.contains('/'));
    }
}
