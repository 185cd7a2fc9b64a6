//! What a refusal or a fault becomes on the wire. Faces map kinds, in this one place, and never look at codes.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::refusal::{Error, Kind};

/// The error of a request, left in the response for the layer that words it: a page or JSON.
#[derive(Clone)]
pub struct Failure(pub Arc<Error>);

/// The status of an error.
pub fn status_of(error: &Error) -> StatusCode {
    match error {
        Error::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        Error::Refused(refusal) => match refusal.kind {
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::NotSignedIn => StatusCode::UNAUTHORIZED,
            Kind::NotAllowed => StatusCode::FORBIDDEN,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::Stale => StatusCode::PRECONDITION_FAILED,
            Kind::Limited => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        },
    }
}

impl IntoResponse for Error {
    /// An empty answer with the status; the layer above writes the words.
    fn into_response(self) -> Response {
        let mut response = status_of(&self).into_response();
        if let Self::Refused(refusal) = &self
            && let Some(seconds) = refusal.retry_after
        {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Failure(Arc::new(self)));
        response
    }
}
