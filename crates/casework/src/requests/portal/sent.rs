//! What a form with files sent: what was typed, the files, and what cannot be taken of them.
//!
//! A file that is too large is read to its end and forgotten on the way: a browser whose form is answered before it has
//! sent everything shows no answer at all, and what was typed would be lost. Held are never more bytes than a message
//! can have.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Form, FromRequest as _, Multipart, Request};
use axum::http::{StatusCode, header};
use kernel::refusal::{Refusal, Result, messages as common};
use ui::form::{FILES_FIELD, Problems, Values};

use crate::requests::messages;
use crate::requests::model::{Content, MESSAGE_BYTES, Name, NewFile};
use crate::requests::queries::FilesAllowed;

/// Bytes of a form that are read at all. Beyond this a browser is cut off.
pub(super) const READ_AT_MOST: usize = 128 << 20;
/// Bytes of everything that was typed.
const TYPED_AT_MOST: usize = 1 << 20;
/// Parts of a form.
const PARTS_AT_MOST: usize = 1_000;

/// A form that was sent.
#[derive(Debug, Default)]
pub(super) struct Sent {
    pub(super) values: Values,
    files: Vec<NewFile>,
    /// Why some of the files are not among them.
    lost: Vec<Refusal>,
    /// Files that were chosen, whether or not they came.
    chosen: usize,
    /// Bytes held, and bytes typed.
    held: usize,
    typed: usize,
}

/// Whether a form can carry files.
pub(super) fn is_multipart(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// Reads a form that can carry no files. Names of some stand in it if it was carried through signing in again.
pub(super) async fn plain(request: Request) -> Result<Sent> {
    let Form(values) = Form::<Values>::from_request(request, &())
        .await
        .map_err(|rejection| malformed(rejection.body_text()))?;
    let chosen = values.all(FILES_FIELD).iter().filter(|name| !name.is_empty()).count();
    Ok(Sent { values, chosen, ..Sent::default() })
}

/// Reads a form with files, or one without.
pub(super) async fn read(request: Request, allowed: &FilesAllowed) -> Result<Sent> {
    if !is_multipart(&request) {
        return plain(request).await;
    }
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|rejection| malformed(rejection.body_text()))?;
    let mut sent = Sent::default();
    for _ in 0..PARTS_AT_MOST {
        let part = match parts.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Ok(sent),
            Err(error) => return sent.cut_off(&error),
        };
        let taken = match part.file_name().map(str::to_owned) {
            Some(name) => sent.take_file(name, part, allowed).await,
            None => sent.take_typed(part).await,
        };
        match taken {
            Ok(Ok(())) => {}
            Ok(Err(refusal)) => return Err(refusal.into()),
            Err(error) => return sent.cut_off(&error),
        }
    }
    Err(malformed("it has too many parts").into())
}

impl Sent {
    /// The files that came, once; none if one of those that were chosen is missing.
    pub(super) fn take_files(&mut self) -> Option<Vec<NewFile>> {
        let is_whole = self.lost.is_empty() && (self.chosen == 0 || !self.files.is_empty());
        is_whole.then(|| std::mem::take(&mut self.files))
    }

    /// The problems of a form that is shown again, with those of its files in one: browsers keep no files.
    pub(super) fn problems(&self, found: Problems) -> Problems {
        let lost = self.lost.iter().map(|refusal| refusal.text.to_string());
        let (mut of_files, mut others) = (Vec::from_iter(lost), Problems::new());
        for problem in found.iter() {
            match &problem.field {
                Some(field) if field == FILES_FIELD => of_files.push(problem.text.clone()),
                Some(field) => others.add(field.clone(), problem.text.clone()),
                None => others.add_general(problem.text.clone()),
            }
        }
        if self.chosen > 0 {
            of_files.push(messages::CHOOSE_AGAIN.to_owned());
        }
        if !of_files.is_empty() {
            others.add(FILES_FIELD, of_files.join(" "));
        }
        others
    }

    async fn take_typed(&mut self, mut part: Field<'_>) -> Taken {
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await? {
            self.typed += piece.len();
            if self.typed > TYPED_AT_MOST {
                return Ok(Err(malformed("what was typed is too long")));
            }
            bytes.extend_from_slice(&piece);
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Ok(Err(malformed("it is not encoded as UTF-8")));
        };
        if text.contains('\0') {
            return Ok(Err(common::TEXT_CONTROL.refuse()));
        }
        self.values = std::mem::take(&mut self.values).with(name, text);
        Ok(Ok(()))
    }

    async fn take_file(
        &mut self,
        name: String,
        mut part: Field<'_>,
        allowed: &FilesAllowed,
    ) -> Taken {
        // A field in which nothing was chosen sends a file without name and content.
        if name.is_empty() || part.name() != Some(FILES_FIELD) {
            while part.chunk().await?.is_some() {}
            return Ok(Ok(()));
        }
        self.chosen += 1;
        let room = MESSAGE_BYTES - self.held;
        // One more than there can be, for the command to say so.
        let has_place = i64::try_from(self.files.len()).is_ok_and(|files| files <= allowed.files);
        let (mut bytes, mut size) = (Vec::new(), 0_usize);
        while let Some(piece) = part.chunk().await? {
            size += piece.len();
            if size > room || !has_place {
                bytes = Vec::new();
            } else {
                bytes.extend_from_slice(&piece);
            }
        }
        if size > room {
            let is_large = i64::try_from(size).is_ok_and(|size| size > allowed.bytes);
            self.lost.push(if is_large {
                let limit = allowed.bytes >> 20;
                let refusal = messages::FILE_TOO_LARGE.at(FILES_FIELD).with("limit", limit);
                refusal.with("file", Name::of(&name))
            } else {
                messages::FILES_TOO_LARGE.at(FILES_FIELD).with("limit", MESSAGE_BYTES >> 20)
            });
        } else if has_place {
            self.held += size;
            self.files.push(NewFile { name, content: Content(bytes) });
        }
        Ok(Ok(()))
    }

    /// A form that ended too early. One that is far too large is shown again with what came of it.
    fn cut_off(mut self, error: &MultipartError) -> Result<Self> {
        if error.status() != StatusCode::PAYLOAD_TOO_LARGE {
            return Err(malformed(error.body_text()).into());
        }
        self.files.clear();
        self.lost
            .push(messages::FILES_TOO_LARGE.at(FILES_FIELD).with("limit", MESSAGE_BYTES >> 20));
        Ok(self)
    }
}

/// What was taken, or refused; or what became of the form on its way.
type Taken = Result<Result<(), Refusal>, MultipartError>;

fn malformed(problem: impl std::fmt::Display) -> Refusal {
    common::MALFORMED.refuse().with("problem", problem)
}
