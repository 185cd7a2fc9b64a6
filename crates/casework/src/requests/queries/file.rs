//! The files of a request: how each is listed, what one of them holds, and what can be sent.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Shown, readable};
use crate::requests::authority;
use crate::requests::model::{Content, MEGABYTE, MESSAGE_BYTES, endings};
use crate::requests::store::{self, FileRow};

/// A file, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileView {
    /// The file.
    pub file: Uuid,
    /// Its name.
    pub name: String,
    /// `pdf`, `png`, `jpeg`, `text`, `csv`, `word`, `excel`, `email` or `outlook`.
    pub kind: String,
    /// Its size in bytes.
    pub size: i64,
}

impl FileView {
    /// Those that came with a message; 0 is what was asked.
    pub(super) fn with(rows: &[FileRow], message: i64) -> Vec<Self> {
        rows.iter().filter(|row| row.message == message).map(Self::of).collect()
    }

    fn of(row: &FileRow) -> Self {
        Self { file: row.id, name: row.name.clone(), kind: row.kind.key.to_owned(), size: row.size }
    }
}

/// What can be sent with a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FilesAllowed {
    /// How many files; none where there is no room for more, or files are switched off.
    pub files: i64,
    /// Bytes of one.
    pub bytes: i64,
    /// Bytes of all of one message.
    pub bytes_together: i64,
    /// How their names end.
    pub endings: Vec<String>,
}

impl FilesAllowed {
    /// So many, each of so many megabytes.
    pub(in crate::requests) fn of(files: i64, megabytes: i64) -> Self {
        Self {
            files,
            bytes: megabytes * MEGABYTE,
            bytes_together: i64::try_from(MESSAGE_BYTES).unwrap_or(i64::MAX),
            endings: endings(),
        }
    }
}

/// A file of a request with what it holds, for whoever may read the request.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestFile {
    /// The request.
    pub request: Uuid,
    /// The file.
    pub file: Uuid,
}

/// The answer to `request.file`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SentFile {
    /// The file.
    pub file: FileView,
    /// The code of the organisation in which it was asked.
    pub organisation: String,
    /// Whom the request is for.
    pub asked_for: AccountId,
    /// The media type of its kind.
    pub media: String,
    /// SHA-256 of what it holds, in hexadecimal, as the history has it.
    pub digest: String,
    /// What it holds.
    pub content: Content,
}

impl Query for RequestFile {
    const NAME: &'static str = "request.file";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Requests;
    type Output = SentFile;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<SentFile> {
        let (request, _) = readable(sight, reader, self.request).await?;
        let found = store::find_file(reader, request.id, self.file).await?;
        let (row, bytes) = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        let mut shown = Shown::of(call, reader).await?;
        let (organisation, _) = shown.place(reader, request.organisation).await?;
        Ok(SentFile {
            file: FileView::of(&row),
            organisation,
            asked_for: request.asked_for,
            media: row.kind.media.to_owned(),
            digest: row.digest,
            content: Content(bytes),
        })
    }
}
