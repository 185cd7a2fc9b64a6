//! The files of a message: judged before anything is opened, counted and kept inside.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids;
use kernel::refusal::{Refusal, Result};
use uuid::Uuid;

use crate::requests::model::{
    FILE_MEGABYTES, Judged, MEGABYTE, MESSAGE_BYTES, MESSAGE_FILES, NewFile, REQUEST_FILES,
};
use crate::requests::store::{self, FileRow};
use crate::requests::{messages, queries};

/// The largest body of a command that carries files: base64 makes four bytes of three, and the words come on top.
pub(super) const BODY_AT_MOST: usize = MESSAGE_BYTES / 3 * 4 + (1 << 20);

/// Files that are looked at: as many as the rule can allow. More are refused whatever they are.
const JUDGED_AT_MOST: usize = 20;

/// What each file is, or what has to be put right about it.
#[derive(Debug)]
pub struct Verdicts(Vec<Result<Judged, Refusal>>);

/// Looks at what the files hold. That takes a while, so nothing is open meanwhile; how many there may be is asked inside.
pub(super) fn judge(files: &[NewFile]) -> Verdicts {
    Verdicts(files.iter().take(JUDGED_AT_MOST).map(NewFile::judge).collect())
}

/// How large a file may be and how many there may be, with what is held already.
struct Limits {
    megabytes: i64,
    of_message: i64,
    of_request: i64,
    held: i64,
}

impl Limits {
    async fn of(reader: &mut Reader, request: Option<Uuid>, now: Timestamp) -> Result<Self> {
        Ok(Self {
            megabytes: reader.dated(&FILE_MEGABYTES, None, now).await?,
            of_message: reader.dated(&MESSAGE_FILES, None, now).await?,
            of_request: reader.dated(&REQUEST_FILES, None, now).await?,
            held: match request {
                Some(request) => store::count_files(reader, request).await?,
                None => 0,
            },
        })
    }

    /// Whether so many more fit.
    fn counted(&self, sent: i64) -> Result<(), Refusal> {
        if self.of_message == 0 {
            return Err(messages::FILES_OFF.at("files"));
        }
        if sent > self.of_message {
            return Err(messages::FILES_TOO_MANY.at("files").with("limit", self.of_message));
        }
        if self.held + sent > self.of_request {
            let refusal = messages::FILES_FULL.at("files").with("held", self.held);
            return Err(refusal.with("limit", self.of_request));
        }
        Ok(())
    }
}

/// What can be sent with the next message of a request, or with a new one.
pub(in crate::requests) async fn allowed(
    reader: &mut Reader,
    request: Option<Uuid>,
    now: Timestamp,
) -> Result<queries::FilesAllowed> {
    let limits = Limits::of(reader, request, now).await?;
    let left = (limits.of_request - limits.held).clamp(0, limits.of_message);
    Ok(queries::FilesAllowed::of(left, limits.megabytes))
}

/// Every problem of the files, in their order; none if they can be kept.
pub(super) async fn problems(
    reader: &mut Reader,
    request: Option<Uuid>,
    files: &[NewFile],
    verdicts: &Verdicts,
    now: Timestamp,
) -> Result<Option<Refusal>> {
    if files.is_empty() {
        return Ok(None);
    }
    let limits = Limits::of(reader, request, now).await?;
    let mut found: Option<Refusal> = None;
    let mut note = |problem: Refusal| match &mut found {
        Some(first) => first.fields.extend(problem.fields),
        None => found = Some(problem),
    };
    if let Err(problem) = limits.counted(i64::try_from(files.len()).unwrap_or(i64::MAX)) {
        note(problem);
    }
    for (file, verdict) in files.iter().zip(&verdicts.0) {
        match verdict {
            Err(problem) => note(problem.clone()),
            Ok(judged) if size(file) > limits.megabytes * MEGABYTE => {
                let problem = messages::FILE_TOO_LARGE.at("files").with("limit", limits.megabytes);
                note(problem.with("file", &judged.name));
            }
            Ok(_) => {}
        }
    }
    if files.iter().map(|file| file.content.0.len()).sum::<usize>() > MESSAGE_BYTES {
        note(messages::FILES_TOO_LARGE.at("files").with("limit", MESSAGE_BYTES >> 20));
    }
    Ok(found)
}

fn size(file: &NewFile) -> i64 {
    i64::try_from(file.content.0.len()).unwrap_or(i64::MAX)
}

/// What was read, unless it or the files have to be put right: then everything at once.
pub(super) fn together<T>(read: Result<T, Refusal>, files: Option<Refusal>) -> Result<T, Refusal> {
    match (read, files) {
        (read, None) => read,
        (Ok(_), Some(files)) => Err(files),
        (Err(mut refusal), Some(files)) => {
            // What is said of no field stands alone.
            if !refusal.fields.is_empty() {
                refusal.fields.extend(files.fields);
            }
            Err(refusal)
        }
    }
}

/// Keeps the files of a message; 0 is what was asked.
pub(super) async fn keep(
    tx: &mut WriteTx,
    call: &Call,
    request: Uuid,
    message: i64,
    files: &[NewFile],
    verdicts: &Verdicts,
) -> Result<()> {
    for (place, (file, judged)) in (0..).zip(files.iter().zip(verdicts.0.iter().flatten())) {
        let row = FileRow {
            id: ids::new_at(call.now),
            message,
            name: judged.name.clone(),
            kind: judged.kind,
            size: size(file),
            digest: judged.digest.clone(),
        };
        store::insert_file(tx, call, request, place, &row, &file.content.0).await?;
    }
    Ok(())
}
