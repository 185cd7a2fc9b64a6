//! Answers as programs read them: JSON that nobody keeps, and errors in the words of the protocol.

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kernel::http::{status_of, told};
use kernel::refusal::{Error, Fault};
use serde::Serialize;
use serde_json::json;

use crate::oidc::model::ProtocolError;

/// Why a program gets nothing.
pub(super) enum Failed {
    /// It did something wrong.
    Refused(StatusCode, ProtocolError),
    /// It did not prove who it is.
    Unknown,
    /// Its access token does not count; none was shown if there are no words.
    NoToken(Option<ProtocolError>),
    /// We cannot answer.
    Trouble(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Trouble(error)
    }
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Trouble(fault.into())
    }
}

/// A request that cannot be read.
pub(super) const fn malformed(words: &'static str) -> Failed {
    Failed::Refused(StatusCode::BAD_REQUEST, ProtocolError("invalid_request", words))
}

/// A code or a refresh token that does not count. It is not said why: whoever holds it may not be who it was for.
pub(super) const INVALID_GRANT: Failed = Failed::Refused(
    StatusCode::BAD_REQUEST,
    ProtocolError(
        "invalid_grant",
        "it is unknown, over, used, or was given to another application",
    ),
);

/// JSON that nobody keeps.
pub(super) fn answer(status: StatusCode, body: &impl Serialize) -> Response {
    match serde_json::to_string(body) {
        Ok(text) => {
            let mut response = (status, text).into_response();
            let headers = response.headers_mut();
            for (name, value) in [
                (header::CONTENT_TYPE, "application/json"),
                (header::CACHE_CONTROL, "no-store"),
                (header::PRAGMA, "no-cache"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (HeaderName::from_static("referrer-policy"), "no-referrer"),
            ] {
                headers.insert(name, HeaderValue::from_static(value));
            }
            response
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn error(status: StatusCode, ProtocolError(code, words): ProtocolError) -> Response {
    answer(status, &json!({ "error": code, "error_description": words }))
}

fn challenged(mut response: Response, challenge: String) -> Response {
    if let Ok(value) = HeaderValue::from_str(&challenge) {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, value);
    }
    response
}

impl IntoResponse for Failed {
    fn into_response(self) -> Response {
        match self {
            Self::Refused(status, words) => error(status, words),
            Self::Unknown => {
                let words =
                    ProtocolError("invalid_client", "the application did not prove who it is");
                let response = error(StatusCode::UNAUTHORIZED, words);
                challenged(response, r#"Basic realm="applications", charset="UTF-8""#.to_owned())
            }
            Self::NoToken(None) => {
                let response = answer(StatusCode::UNAUTHORIZED, &json!({}));
                challenged(response, r#"Bearer realm="userinfo""#.to_owned())
            }
            Self::NoToken(Some(ProtocolError(code, words))) => {
                let status = match code {
                    "invalid_request" => StatusCode::BAD_REQUEST,
                    "insufficient_scope" => StatusCode::FORBIDDEN,
                    _ => StatusCode::UNAUTHORIZED,
                };
                let response = error(status, ProtocolError(code, words));
                let challenge = format!(
                    r#"Bearer realm="userinfo", error="{code}", error_description="{words}""#
                );
                challenged(response, challenge)
            }
            Self::Trouble(trouble) => {
                if let Error::Fault(fault) = &trouble {
                    tracing::error!(fault = fault.chain(), "answering an application failed");
                }
                let trouble = told(trouble);
                let status = status_of(&trouble);
                let code = match status {
                    StatusCode::INTERNAL_SERVER_ERROR => "server_error",
                    _ => "temporarily_unavailable",
                };
                let mut response = error(status, ProtocolError(code, "try again later"));
                if let Error::Refused(refusal) = &trouble
                    && let Some(seconds) = refusal.retry_after
                {
                    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                }
                response
            }
        }
    }
}
