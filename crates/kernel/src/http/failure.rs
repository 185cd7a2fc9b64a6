//! What a refusal or a fault becomes on the wire. Faces map kinds, in this one place, and never look at codes.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::refusal::{Error, Kind, Transience, messages};

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

/// What the caller is told of an error: an outage that was met beside the door, where the door would have said so
/// itself, is logged and becomes a refusal that says when to come back.
pub fn told(error: Error) -> Error {
    match error {
        Error::Fault(fault) if fault.transience() != Transience::Defect => {
            tracing::warn!(outage = fault.chain(), "outage");
            messages::OUTAGE.refuse().retry_after(30).into()
        }
        other => other,
    }
}

impl IntoResponse for Error {
    /// An empty answer with the status; the layer above writes the words.
    fn into_response(self) -> Response {
        let error = told(self);
        let mut response = status_of(&error).into_response();
        if let Self::Refused(refusal) = &error
            && let Some(seconds) = refusal.retry_after
        {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(Failure(Arc::new(error)));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::refusal::Fault;

    #[test]
    fn an_outage_says_when_to_come_back_and_a_defect_does_not() {
        for outage in [Fault::outage("reading"), Fault::again("reading")] {
            let response = Error::from(outage).into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers()[header::RETRY_AFTER], "30");
        }
        let response = Error::from(Fault::defect("reading")).into_response();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert!(!response.headers().contains_key(header::RETRY_AFTER));
    }
}
