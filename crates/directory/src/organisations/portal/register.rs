//! The import of register files: what a file would change, then the import of the very same file.
//!
//! Nothing is kept between the two: the second form carries the digest of the file that was looked at, and the file
//! is chosen again.

use std::sync::Arc;

use axum::extract::{Multipart, State};
use axum::response::{IntoResponse as _, Response};
use jiff::civil::Date;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    BannerKind, Button, Column, FileUpload, Heading, Input, InputWidth, NotificationBanner,
    SummaryList, SummaryRow, Table, button, file_upload, heading, input, inset_text,
    notification_banner, summary_list, table,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::{changes, problems_of, title, words};
use crate::organisations::jobs::{Import, ImportReport, Interrupted, digest_of, import_bytes};
use crate::organisations::messages;
use crate::organisations::queries::{ImportedFile, ListFiles};

/// Bytes of an upload; the largest register file has about a tenth of this.
pub(super) const UPLOAD_AT_MOST: usize = 64 * 1024 * 1024;
/// Refused rows that a page lists.
const REFUSED_SHOWN: usize = 200;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let files = app.door.ask(&caller.call(&app.door), &ListFiles { limit: Some(20) }).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    Ok(first_page(&frame, &files, &zone, &Values::default(), &Problems::new()))
}

/// What was uploaded.
#[derive(Default)]
struct Upload {
    values: Vec<(String, String)>,
    name: String,
    bytes: Vec<u8>,
}

async fn read(mut parts: Multipart) -> Result<Upload> {
    let malformed = |error: axum::extract::multipart::MultipartError| {
        common::MALFORMED.refuse().with("problem", error.body_text())
    };
    let mut upload = Upload::default();
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let field = part.name().unwrap_or_default().to_owned();
        if field == "file" {
            upload.name = part.file_name().unwrap_or_default().to_owned();
            upload.bytes = part.bytes().await.map_err(malformed)?.into();
        } else {
            upload.values.push((field, part.text().await.map_err(malformed)?));
        }
    }
    Ok(upload)
}

pub(super) async fn upload(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    parts: Multipart,
) -> Result<Response> {
    let call = caller.call(&app.door);
    // Asked first: who may not import gets no file read.
    let files = app.door.ask(&call, &ListFiles { limit: Some(20) }).await?;
    let upload = read(parts).await?;
    let values = Values::from(upload.values);
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let again = |problems: &Problems| {
        Ok(first_page(&frame, &files, &zone, &values, problems).into_response())
    };
    let mut problems = Problems::new();
    if upload.bytes.is_empty() {
        problems.add("file", messages::CHOOSE_FILE.text);
    }
    let as_of = match values.one("as_of").trim() {
        "" => None,
        text => match text.parse::<Date>() {
            Ok(date) => Some(date),
            Err(_) => {
                problems.add("as_of", messages::DAY_FORM.text);
                None
            }
        },
    };
    let looked_at = values.one("digest");
    if problems.is_empty() && !looked_at.is_empty() && looked_at != digest_of(&upload.bytes) {
        problems.add("file", messages::OTHER_FILE.text);
    }
    if !problems.is_empty() {
        return again(&problems);
    }
    let mode = if looked_at.is_empty() { Import::Preview } else { Import::Apply };
    let bytes: Arc<[u8]> = upload.bytes.into();
    // The same file may have another name the second time; what was looked at is what is imported.
    let name =
        Some(values.one("name")).filter(|name| !name.is_empty()).map_or(upload.name, str::to_owned);
    match import_bytes(&app.door, &call, bytes, name, as_of, mode).await {
        Ok(report) => Ok(report_page(&frame, &report, mode, None).into_response()),
        Err(Interrupted { report, cause }) => {
            match report.filter(|report| mode == Import::Apply && report.has_news()) {
                // What is done is done, and has to be seen.
                Some(report) => {
                    if let Error::Fault(fault) = &cause {
                        tracing::error!(error = %fault.chain(), "an import stopped halfway");
                    }
                    Ok(report_page(&frame, &report, mode, Some(&cause)).into_response())
                }
                None => again(&problems_of(cause)?),
            }
        }
    }
}

/// The field that takes a file, with its problem.
fn file_field(problems: &Problems) -> Markup {
    file_upload(&FileUpload {
        name: "file".to_owned(),
        label: "Register file".into(),
        hint: Some("A CSV file of the register with 27 columns, plain or packed as .gz, or a look-up with headings as .csv or .xlsx, up to 64 MB.".into()),
        error: problems.of("file"),
        accept: ".csv,.gz,.xlsx".to_owned(),
        ..FileUpload::default()
    })
}

fn first_page(
    frame: &Frame,
    files: &[ImportedFile],
    zone: &Zone,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        (file_field(problems))
        (input(&Input {
            label: "Day of the file (optional)".into(),
            hint: Some("The day on which what it holds was true, such as 2025-12-29. Leave it empty if the name of the file says it.".into()),
            width: InputWidth::Characters10,
            ..values.field("as_of", problems).into()
        }))
        (button(&Button::primary("Show what would change")))
    };
    frame.page(Page {
        title: "Register import".to_owned(),
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title("Register import", ""))
            p { (link(&Link::new(changes::TITLE, changes::LIST))) }
            p { "Files can be imported in any order. An older file fills gaps only, and organisations that a file does not name stay as they are." }
            (form(frame, &form::Form { body: fields, multipart: true, ..form::Form::default() }))
            @if !files.is_empty() { (files_table(files, zone)) }
        },
        ..Page::default()
    })
}

fn files_table(files: &[ImportedFile], zone: &Zone) -> Markup {
    table(&Table {
        caption: "Imported files".to_owned(),
        columns: vec![
            Column::text("File"),
            Column::text("Imported"),
            Column::numeric("Records"),
            Column::numeric("New"),
            Column::numeric("Changed"),
            Column::numeric("Successions"),
        ],
        rows: files
            .iter()
            .map(|file| {
                vec![
                    html! {
                        (file.file.name)
                        span.app-aside { br; "as of " (words::day(Some(file.file.as_of))) }
                    }
                    .into(),
                    words::moment(Some(file.imported_at), zone).into(),
                    file.rows.to_string().into(),
                    file.created.to_string().into(),
                    file.changed.to_string().into(),
                    file.successions.to_string().into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn report_page(
    frame: &Frame,
    report: &ImportReport,
    mode: Import,
    cause: Option<&Error>,
) -> PageResponse {
    let is_preview = mode == Import::Preview;
    let heading_words = if is_preview { "What would change" } else { "What was imported" };
    let nothing_new = !report.has_news();
    // A refusal is worded for people; of anything else the log has the cause.
    let why = match cause {
        Some(Error::Refused(refusal)) => refusal.text.to_string(),
        Some(Error::Fault(_)) => "Something went wrong on our side.".to_owned(),
        None => String::new(),
    };
    let body = html! {
        (title(heading_words, &report.file.name))
        (numbers(report))
        @if cause.is_some() {
            (inset_text(&format!("The import stopped before its end. {why} What is counted here was imported; import the same file again for the rest.").into()))
        } @else if !report.is_complete {
            (inset_text(&"The file could not be read to its end. The last refused row says why.".into()))
        }
        @if nothing_new && report.unchanged > 0 {
            (inset_text(&"Every organisation in this file is already known as it stands there.".into()))
        }
        @if !report.refused.is_empty() { (refused_table(report)) }
        @if is_preview && report.rows > report.refused.len() as u64 { (apply_form(frame, report)) }
        @if !is_preview { (button(&Button::secondary("Import another file").to("/national/register"))) }
    };
    let done = NotificationBanner {
        kind: BannerKind::Success,
        body: if nothing_new { "Nothing had to be changed." } else { "The file was imported." }
            .into(),
        ..NotificationBanner::default()
    };
    let is_whole = report.is_complete && cause.is_none();
    let partly = NotificationBanner {
        body: "The file was imported in part.".into(),
        ..NotificationBanner::default()
    };
    let banner = if is_whole { done } else { partly };
    frame.page(Page {
        title: heading_words.to_owned(),
        caption: report.file.name.clone(),
        width: Width::Full,
        back: Some(Link::new("Back", "/national/register")),
        notices: (!is_preview).then(|| notification_banner(&banner)),
        body,
        ..Page::default()
    })
}

fn numbers(report: &ImportReport) -> Markup {
    let row = |key: &str, number: u64| SummaryRow::new(key, number.to_string());
    summary_list(&SummaryList {
        rows: vec![
            SummaryRow::new("Day of the file", words::day(Some(report.file.as_of))),
            row("Rows", report.rows),
            row("New organisations", report.created),
            row("Changed organisations", report.changed),
            row("Unchanged organisations", report.unchanged),
            row("New or changed successions", report.successions),
            row("Refused rows", report.refused.len() as u64),
        ],
        ..SummaryList::default()
    })
}

fn refused_table(report: &ImportReport) -> Markup {
    let caption = match report.refused.len() {
        count if count > REFUSED_SHOWN => {
            format!("The first {REFUSED_SHOWN} of {count} refused rows")
        }
        _ => "Refused rows".to_owned(),
    };
    table(&Table {
        caption,
        columns: vec![Column::numeric("Line"), Column::text("What is wrong")],
        rows: report
            .refused
            .iter()
            .take(REFUSED_SHOWN)
            .map(|row| vec![row.line.to_string().into(), row.reason.as_str().into()])
            .collect(),
        ..Table::default()
    })
}

fn apply_form(frame: &Frame, report: &ImportReport) -> Markup {
    let day = report.file.as_of;
    let as_of = format!("{}-{:02}-{:02}", day / 10_000, day / 100 % 100, day % 100);
    let hidden = vec![
        ("digest".to_owned(), report.file.digest.clone()),
        ("as_of".to_owned(), as_of),
        ("name".to_owned(), report.file.name.clone()),
    ];
    let body = html! {
        (file_field(&Problems::new()))
        (button(&Button { prevent_double_click: true, ..Button::primary("Import this file") }))
    };
    html! {
        (heading(&Heading::part("Import")))
        p { "Choose the same file again. Refused rows are left out; the others are imported." }
        (form(frame, &form::Form { hidden, body, multipart: true, ..form::Form::default() }))
    }
}
