//! A workbook with one sheet of texts (ECMA-376), written as a stream: a cell of the kind "inline string" is a text
//! whatever stands in it.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::ZipWriter;
use zip::write::{SimpleFileOptions, StreamWriter};

/// The most characters that a cell can hold.
const CELL_AT_MOST: usize = 32_767;

/// The parts of every workbook that say what is where.
const PARTS: [(&str, &str); 4] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>",
    ),
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"List\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
];

const PROLOGUE: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Where the archive is written, and from where it is taken away while it grows.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<Vec<u8>>>);

impl Taken {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Taken {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A workbook in the making.
pub(super) struct Xlsx {
    archive: ZipWriter<StreamWriter<Taken>>,
    taken: Taken,
    rows: usize,
}

impl Xlsx {
    pub(super) fn new() -> Self {
        let taken = Taken::default();
        let mut archive = ZipWriter::new_stream(taken.clone());
        for (name, text) in PARTS {
            begin(&mut archive, name);
            put(&mut archive, PROLOGUE);
            put(&mut archive, text);
        }
        begin(&mut archive, "xl/worksheets/sheet1.xml");
        put(&mut archive, PROLOGUE);
        put(
            &mut archive,
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
        );
        Self { archive, taken, rows: 0 }
    }

    pub(super) fn push(&mut self, cells: &[String]) {
        self.rows += 1;
        let mut row = format!("<row r=\"{}\">", self.rows);
        for cell in cells {
            row.push_str("<c t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            escape(cell, &mut row);
            row.push_str("</t></is></c>");
        }
        row.push_str("</row>");
        put(&mut self.archive, &row);
    }

    pub(super) fn take(&mut self) -> Vec<u8> {
        self.taken.take()
    }

    pub(super) fn end(mut self) -> Vec<u8> {
        put(&mut self.archive, "</sheetData></worksheet>");
        drop(self.archive.finish().expect(GROWS));
        self.taken.take()
    }
}

/// Why writing cannot fail.
const GROWS: &str = "an archive in memory grows";

fn begin(archive: &mut ZipWriter<StreamWriter<Taken>>, name: &str) {
    archive.start_file(name, SimpleFileOptions::default()).expect(GROWS);
}

fn put(archive: &mut ZipWriter<StreamWriter<Taken>>, text: &str) {
    archive.write_all(text.as_bytes()).expect(GROWS);
}

/// Text as XML has it. What XML cannot hold is left out; "_x0041_", which spreadsheets read as a letter, stays as it is.
fn escape(text: &str, into: &mut String) {
    let text: String = text.chars().take(CELL_AT_MOST).collect();
    for sign in text.replace("_x", "_x005F_x").chars() {
        match sign {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '\r' => into.push_str("&#13;"),
            '\t' | '\n' => into.push(sign),
            '\u{fffe}' | '\u{ffff}' => {}
            sign if sign.is_control() => {}
            sign => into.push(sign),
        }
    }
}
