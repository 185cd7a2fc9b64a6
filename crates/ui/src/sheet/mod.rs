//! Lists as files for spreadsheets: CSV and XLSX, one implementation for every list.
//!
//! Every cell is text. In CSV what a spreadsheet would run as a formula has an apostrophe in front; in XLSX nothing can
//! be one. A file is sent while it is made, a page of its rows at a time: what is held in memory is one page, however
//! long the list is. The first page is read before the answer begins, so that a refusal is still a page of its own; if
//! a later one fails the connection breaks off, and the browser says that the file is not whole.

mod csv;
mod xlsx;

#[cfg(test)]
mod tests;

use std::error::Error;

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;

use crate::frame::security_headers;

pub use self::csv::Csv;
use self::xlsx::Xlsx;

/// The cells of one row, as many as there are columns.
pub type Cells = Vec<String>;

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with commas, for programs.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
}

impl Format {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Xlsx];

    /// The ending of the file's name.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    const fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A page of rows, and where the next one begins; nothing after the last.
pub type PageOf<P> = (Vec<Cells>, Option<P>);

/// What is being written.
enum Writer {
    Csv(Csv),
    Xlsx(Box<Xlsx>),
}

impl Writer {
    fn row(&mut self, cells: &[String]) {
        match self {
            Self::Csv(csv) => csv.push(cells),
            Self::Xlsx(xlsx) => xlsx.push(cells),
        }
    }

    /// What was written since it was last taken.
    fn take(&mut self) -> Vec<u8> {
        match self {
            Self::Csv(csv) => csv.take(),
            Self::Xlsx(xlsx) => xlsx.take(),
        }
    }

    fn end(self) -> Vec<u8> {
        match self {
            Self::Csv(mut csv) => csv.take(),
            Self::Xlsx(xlsx) => xlsx.end(),
        }
    }
}

/// How far the file is.
enum Progress<P, F> {
    /// Rows that are read and not yet sent, and where it goes on.
    Rows(Writer, PageOf<P>, F),
    /// The next page is to be read.
    Next(Writer, P, F),
    /// Nothing is left but the end.
    End(Writer),
}

/// Answers with a file of that name, made of pages that `page` reads one after the other from `first` on.
///
/// # Errors
/// If the first page cannot be read.
pub async fn answer<P, E, F, Fut>(
    format: Format,
    name: &str,
    heads: &[&str],
    first: P,
    mut page: F,
) -> Result<Response, E>
where
    P: Send + 'static,
    E: Into<Box<dyn Error + Send + Sync>> + Send + 'static,
    F: FnMut(P) -> Fut + Send + 'static,
    Fut: Future<Output = Result<PageOf<P>, E>> + Send,
{
    let found = page(first).await?;
    let mut writer = match format {
        Format::Csv => Writer::Csv(Csv::default()),
        Format::Xlsx => Writer::Xlsx(Box::new(Xlsx::new())),
    };
    writer.row(&heads.iter().map(|head| (*head).to_owned()).collect::<Vec<_>>());
    let parts = unfold(Some(Progress::Rows(writer, found, page)), |progress| async move {
        let (part, next) = match progress? {
            Progress::Rows(writer, found, page) => written(writer, found, page),
            Progress::Next(writer, from, mut page) => match page(from).await {
                Ok(found) => written(writer, found, page),
                Err(error) => return Some((Err(error.into()), None)),
            },
            Progress::End(writer) => (writer.end(), None),
        };
        Some((Ok::<_, Box<dyn Error + Send + Sync>>(Bytes::from(part)), next))
    });
    let mut response = Body::from_stream(parts).into_response();
    let headers = response.headers_mut();
    security_headers(headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.kind()));
    let named = format!("attachment; filename=\"{}.{}\"", plain(name), format.ending());
    if let Ok(value) = HeaderValue::from_str(&named) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Writes a page, and says how it goes on.
fn written<P, F>(
    mut writer: Writer,
    (rows, next): PageOf<P>,
    page: F,
) -> (Vec<u8>, Option<Progress<P, F>>) {
    for row in &rows {
        writer.row(row);
    }
    let part = writer.take();
    let further = match next {
        Some(next) => Progress::Next(writer, next, page),
        None => Progress::End(writer),
    };
    (part, Some(further))
}

/// A name that every system takes for a file.
fn plain(name: &str) -> String {
    name.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect()
}
