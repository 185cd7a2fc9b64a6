//! The column of an uploaded file that says who is meant.

use axum::extract::Multipart;
use kernel::refusal::{Refusal, Result, messages as common};

use crate::bulk::messages;

/// The largest file, in bytes.
const FILE_AT_MOST: usize = 1_000_000;
/// Heads of columns that say who is meant, best first, without regard to case.
const HEADS: [&str; 8] = [
    "email address",
    "email",
    "address",
    "mail",
    "userprincipalname",
    "staff number",
    "staff_number",
    "staffnumber",
];

/// What was uploaded: the other fields, and the file.
#[derive(Default)]
pub(super) struct Upload {
    pub(super) values: Vec<(String, String)>,
    pub(super) bytes: Vec<u8>,
}

/// Reads the parts of the form.
pub(super) async fn read(mut parts: Multipart) -> Result<Upload> {
    let malformed = |error: axum::extract::multipart::MultipartError| {
        common::MALFORMED.refuse().with("problem", error.body_text())
    };
    let mut upload = Upload::default();
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let field = part.name().unwrap_or_default().to_owned();
        if field == "file" {
            upload.bytes = part.bytes().await.map_err(malformed)?.into();
        } else {
            upload.values.push((field, part.text().await.map_err(malformed)?));
        }
    }
    Ok(upload)
}

/// The entries of a file, one on a line: the column whose head says so, or the first one of a file without heads.
///
/// # Errors
/// A refusal at the field `file`.
pub(super) fn column(bytes: &[u8]) -> Result<String, Refusal> {
    let refuse = || messages::FILE.at("file");
    if bytes.is_empty() || bytes.len() > FILE_AT_MOST || bytes.contains(&0) {
        return Err(refuse());
    }
    // Old spreadsheets write names in other encodings; addresses and numbers are the same in all of them.
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let head = text.lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> =
        reader.records().collect::<Result<_, _>>().map_err(|_| refuse())?;
    let heads: Vec<String> = rows
        .first()
        .map(|row| row.iter().map(|cell| cell.trim().to_lowercase()).collect())
        .unwrap_or_default();
    let named = HEADS.iter().find_map(|head| heads.iter().position(|cell| cell == head));
    let (place, skipped) = named.map_or((0, 0), |place| (place, 1));
    let cells: Vec<&str> = rows
        .iter()
        .skip(skipped)
        .filter_map(|row| row.get(place))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect();
    if cells.is_empty() { Err(refuse()) } else { Ok(cells.join("\n")) }
}
