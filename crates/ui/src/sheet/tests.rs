//! Files as programs read them, and how much of them is in memory at a time.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::response::Response;
use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};
use futures_util::StreamExt as _;

use super::*;

/// What people and attackers type into names.
const HOSTILE: [&str; 9] = [
    "=HYPERLINK(\"https://evil.example\";\"x\")",
    "+44 7700 900000",
    "-1+1",
    "@SUM(A1)",
    "\tlead",
    "Rao, \"Asha\"\nsecond line",
    "<b>&amp;</b> ]]>",
    "_x0041_ \u{1f9d1}\u{200d}\u{2695}\u{fe0f} \u{627}\u{644}",
    "",
];

type Broken = Box<dyn Error + Send + Sync>;

async fn file(format: Format, rows: Vec<Cells>) -> Response {
    let page = move |()| {
        let rows = rows.clone();
        async move { Ok::<_, Broken>((rows, None)) }
    };
    answer(format, "people of RX1", &["a", "b"], (), page).await.expect("an answer")
}

async fn bytes(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.expect("a whole file").to_vec()
}

fn hostile_rows() -> Vec<Cells> {
    HOSTILE.iter().map(|cell| vec![(*cell).to_owned(), "x".to_owned()]).collect()
}

#[tokio::test]
async fn a_csv_file_gives_every_cell_back_and_begins_none_as_a_formula() {
    let response = file(Format::Csv, hostile_rows()).await;
    let named = response.headers().get(header::CONTENT_DISPOSITION).cloned();
    assert_eq!(
        named.as_ref().map(HeaderValue::as_bytes),
        Some(&b"attachment; filename=\"people-of-RX1.csv\""[..])
    );
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-store");
    let text = bytes(response).await;
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
    let rows: Vec<::csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(rows[0].iter().collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    for (row, cell) in rows.iter().skip(1).zip(HOSTILE) {
        assert!(!row[0].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{row:?}");
        assert_eq!(row[0].strip_prefix('\'').unwrap_or(&row[0]), cell);
    }
}

#[tokio::test]
async fn a_workbook_gives_every_cell_back_as_text() {
    let archive = bytes(file(Format::Xlsx, hostile_rows()).await).await;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(archive)).expect("a workbook");
    let sheet = book.worksheet_range("List").expect("its sheet");
    let rows: Vec<&[Data]> = sheet.rows().collect();
    assert_eq!(rows.len(), HOSTILE.len() + 1);
    for (row, cell) in rows.iter().skip(1).zip(HOSTILE) {
        match &row[0] {
            Data::String(text) => assert_eq!(text, cell),
            Data::Empty => assert!(cell.is_empty()),
            other => panic!("{cell:?} became {other:?}"),
        }
    }
    assert_eq!(
        book.worksheet_formula("List")
            .expect("its formulas")
            .cells()
            .filter(|(_, _, text)| !text.is_empty())
            .count(),
        0
    );
}

/// A list of that many pages of that many rows, which counts how many pages were read.
fn long(
    pages: usize,
    read: &Arc<AtomicUsize>,
) -> impl FnMut(usize) -> std::future::Ready<Result<PageOf<usize>, Broken>> + Send + 'static {
    let read = Arc::clone(read);
    move |page| {
        read.fetch_add(1, Ordering::SeqCst);
        let rows = (0..100).map(|row| vec![format!("{page}.{row}"), "y".repeat(50)]).collect();
        std::future::ready(Ok((rows, (page + 1 < pages).then_some(page + 1))))
    }
}

#[tokio::test]
async fn no_page_is_read_before_the_one_before_it_was_sent() {
    for format in Format::ALL {
        let read = Arc::new(AtomicUsize::new(0));
        let response =
            answer(format, "long", &["a", "b"], 0, long(1_000, &read)).await.expect("an answer");
        assert_eq!(read.load(Ordering::SeqCst), 1);
        let mut parts = Body::into_data_stream(response.into_body());
        let (mut largest, mut all) = (0, 0);
        while let Some(part) = parts.next().await {
            let part = part.expect("a part");
            all += part.len();
            largest = largest.max(part.len());
            assert!(read.load(Ordering::SeqCst) <= 1_000);
        }
        assert_eq!(read.load(Ordering::SeqCst), 1_000);
        // One page of a thousand, with room for what a compressor holds back.
        assert!(largest < 200_000 && all > largest, "{format:?}: {largest} of {all}");
    }
    let read = Arc::new(AtomicUsize::new(0));
    let response =
        answer(Format::Csv, "long", &["a"], 0, long(1_000, &read)).await.expect("an answer");
    let mut parts = Body::into_data_stream(response.into_body());
    for pages in 1..=5 {
        parts.next().await.expect("a part").expect("a whole part");
        assert_eq!(read.load(Ordering::SeqCst), pages, "one page for each part");
    }
}

#[tokio::test]
async fn a_first_page_that_fails_is_no_file_and_a_later_one_breaks_it_off() {
    let never = |()| async { Err::<PageOf<()>, Broken>("no".into()) };
    assert!(answer(Format::Csv, "x", &["a"], (), never).await.is_err());
    let once = |page: usize| async move {
        if page == 0 {
            Ok((vec![vec!["1".to_owned()]], Some(1)))
        } else {
            Err::<_, Broken>("no".into())
        }
    };
    let response = answer(Format::Xlsx, "x", &["a"], 0, once).await.expect("it begins");
    assert!(to_bytes(response.into_body(), usize::MAX).await.is_err(), "it is not whole");
}
