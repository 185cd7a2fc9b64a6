//! The files of a request on its pages: the field that takes them, the list under each message, and the download.
//!
//! No file is ever part of a page: it is answered as something to keep, under a policy that lets nothing in it run.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use ui::components::{FileUpload, file_upload};
use ui::form::{FILES_FIELD, Problems, Values};
use ui::link::{Link, link};
use uuid::Uuid;

use super::key;
use crate::pages::size;
use crate::requests::model::{FileKind, titles};
use crate::requests::queries::{FileView, FilesAllowed, RequestFile};

/// What a browser may do with a file should it show it after all: nothing.
const POLICY: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox");

/// The field that takes files; nothing where none can be sent.
pub(super) fn field(allowed: &FilesAllowed, values: &Values, problems: &Problems) -> Markup {
    if allowed.files == 0 {
        // What cannot be sent any more is said where there was a field when the form was opened.
        return html! {
            @if let Some(problem) = problems.of(FILES_FIELD) {
                p id=(FILES_FIELD) { (ui::components::error_message(&problem, "files-error")) }
            }
        };
    }
    let hint = html! {
        (how_many(allowed)) " " (titles()) ". Leave out anything about patients."
    };
    file_upload(&FileUpload {
        label: "Files (optional)".into(),
        hint: Some(hint.into()),
        accept: allowed.endings.join(","),
        multiple: allowed.files > 1,
        ..FileUpload::from(values.field(FILES_FIELD, problems))
    })
}

/// "5 files or fewer, each of 5 MB or less and 8 MB together, of these kinds:"
fn how_many(allowed: &FilesAllowed) -> String {
    let (one, all) = (size(allowed.bytes), size(allowed.bytes_together));
    match allowed.files {
        1 => format!("One file of {one} or less, of one of these kinds:"),
        files => {
            format!(
                "{files} files or fewer, each of {one} or less and {all} together, of these kinds:"
            )
        }
    }
}

/// The files that came with something, each with what it is and how large.
pub(super) fn list(request: Uuid, files: &[FileView]) -> Markup {
    html! {
        @if !files.is_empty() {
            p.app-files { "Files:" }
            ul.nhsuk-list.nhsuk-list--bullet {
                @for file in files {
                    li {
                        (link(&Link::new(
                            format!("Download {}", file.name),
                            format!("/requests/{request}/files/{}", file.file),
                        )))
                        " (" (FileKind::named(&file.kind).map_or("file", |kind| kind.title)) ", " (size(file.size)) ")"
                    }
                }
            }
        }
    }
}

pub(super) async fn download(
    State(app): State<App>,
    caller: Caller,
    Path((request, file)): Path<(String, String)>,
) -> Result<Response> {
    let asked = RequestFile { request: key(&request)?, file: key(&file)? };
    let found = app.door.ask(&caller.call(&app.door), &asked).await?;
    let mut headers = HeaderMap::new();
    ui::frame::security_headers(&mut headers);
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    for (name, value) in [
        (header::CONTENT_TYPE, found.media),
        (header::CONTENT_DISPOSITION, disposition(&found.file.name)),
    ] {
        let value = HeaderValue::try_from(value)
            .map_err(|error| Fault::defect("naming a file").because(error))?;
        headers.insert(name, value);
    }
    Ok((headers, found.content.0).into_response())
}

/// Something to keep, under its name (RFC 6266): in the letters of old browsers, and in its own (RFC 8187).
fn disposition(name: &str) -> String {
    use std::fmt::Write as _;
    let plain: String = name
        .chars()
        .map(|sign| match sign {
            '"' | '\\' | '%' => '_',
            ' '..='~' => sign,
            _ => '_',
        })
        .collect();
    let own = name.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
        text
    });
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{own}")
}
