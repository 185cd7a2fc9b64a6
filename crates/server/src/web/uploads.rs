//! The fields of a form that carries files, read on its way through.
//!
//! A form is one of ours if it holds the token of its session, and what was typed is given back when it cannot be done.
//! Both stand in front of the files. So the beginning of such a form is read here and put back; the files themselves go
//! on to whoever takes them.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, header};
use futures_util::StreamExt as _;
use futures_util::stream::once;
use kernel::refusal::{Result, messages};
use ui::form::FILES_FIELD;

/// Bytes of a form that are read although nobody takes it.
const READ_FOR_NOBODY: usize = 32 << 20;

/// What stands at the beginning of a form.
pub(super) struct Beginning {
    /// Its fields as far as they were read, with the names of files in place of the files.
    pub(super) fields: Vec<(String, String)>,
    /// Whether it can be sent without its files, too.
    pub(super) is_carried: bool,
    /// The form, whole.
    pub(super) body: Body,
}

/// Reads the fields within the first bytes of a form.
pub(super) async fn beginning(headers: &HeaderMap, body: Body, bytes: usize) -> Result<Beginning> {
    let mut pieces = body.into_data_stream();
    let mut start = Vec::new();
    while start.len() < bytes {
        match pieces.next().await {
            Some(Ok(piece)) => start.extend_from_slice(&piece),
            Some(Err(_)) => {
                let problem = "it was not sent to its end";
                return Err(messages::MALFORMED.refuse().with("problem", problem).into());
            }
            None => break,
        }
    }
    let start = Bytes::from(start);
    let (fields, is_carried) = fields(headers, start.clone()).await;
    let body = Body::from_stream(once(async { Ok(start) }).chain(pieces));
    Ok(Beginning { fields, is_carried, body })
}

/// Reads a form that nobody takes to its end: a browser that is answered while it still sends shows no answer, and what
/// was typed would be lost with it.
pub(super) async fn read_for_nobody(body: Body) {
    let (mut pieces, mut left) = (body.into_data_stream(), READ_FOR_NOBODY);
    while let Some(Ok(piece)) = pieces.next().await {
        left = left.saturating_sub(piece.len());
        if left == 0 {
            break;
        }
    }
}

/// The fields of the beginning of a form, up to where it breaks off.
async fn fields(headers: &HeaderMap, start: Bytes) -> (Vec<(String, String)>, bool) {
    let (mut fields, mut is_carried) = (Vec::new(), false);
    let mut request = Request::new(Body::from(start));
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        return (fields, is_carried);
    };
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let file = part.file_name().map(str::to_owned);
        is_carried |= file.is_some() && name == FILES_FIELD;
        match file {
            Some(file) => fields.push((name, file)),
            None => {
                let Ok(text) = part.text().await else { break };
                fields.push((name, text));
            }
        }
    }
    (fields, is_carried)
}

#[cfg(test)]
mod tests {
    //! Forms that are read on their way.

    use axum::body::to_bytes;
    use futures_util::stream::iter;

    use super::*;

    const LIMIT: usize = 64 * 1024;

    async fn read(form: Vec<u8>) -> (Beginning, Vec<u8>) {
        let mut headers = HeaderMap::new();
        let kind = "multipart/form-data; boundary=edge".parse().expect("a kind");
        headers.insert(header::CONTENT_TYPE, kind);
        let pieces: Vec<_> =
            form.chunks(1_000).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
        let mut found =
            beginning(&headers, Body::from_stream(iter(pieces)), LIMIT).await.expect("a form");
        let body = std::mem::take(&mut found.body);
        (found, to_bytes(body, 1 << 20).await.expect("all of it").into())
    }

    fn part(name: &str, file: Option<&str>, holds: &[u8]) -> Vec<u8> {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        let head =
            format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        [head.as_bytes(), holds, b"\r\n"].concat()
    }

    #[tokio::test]
    async fn what_was_typed_is_read_and_the_form_goes_on_whole() {
        let large = vec![7; 300_000];
        let form = [
            part("csrf", None, b"token"),
            part("message", None, "Grüße".as_bytes()),
            part("files", Some("a.png"), b"small"),
            part("files", Some("b.png"), &large),
            part("step", None, b"save"),
            b"--edge--\r\n".to_vec(),
        ]
        .concat();
        let (found, whole) = read(form.clone()).await;
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            found.fields,
            [
                pair("csrf", "token"),
                pair("message", "Grüße"),
                pair("files", "a.png"),
                pair("files", "b.png")
            ],
            "what stands behind the first bytes is not waited for"
        );
        assert!(found.is_carried);
        assert!(whole == form, "nothing is lost on the way");
    }

    #[tokio::test]
    async fn a_form_that_needs_its_file_is_not_carried_and_a_broken_one_has_no_fields() {
        let form =
            [part("as_of", None, b"1"), part("file", Some("r.csv"), b"x"), b"--edge--".to_vec()];
        assert!(!read(form.concat()).await.0.is_carried);
        let (found, whole) = read(b"nothing of the kind".to_vec()).await;
        assert!(found.fields.is_empty() && !found.is_carried);
        assert_eq!(whole, b"nothing of the kind");
    }
}
