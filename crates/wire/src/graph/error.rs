//! The body of every refusal.

use serde::{Deserialize, Serialize};

/// `{"error": …}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// The only member.
    pub error: PublicError,
}

/// What went wrong. Clients branch on the status and on `code`, never on the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublicError {
    /// For example `Request_BadRequest`.
    pub code: String,
    /// Text for developers; not localised and not stable.
    pub message: String,
    /// What the error is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Several findings about one request, for example which property clashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<ErrorDetail>,
    /// When it happened and under which ids it can be found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inner_error: Option<InnerError>,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorDetail {
    /// For example `ObjectConflict`.
    pub code: String,
    /// Text for developers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// The property.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
}

/// The inner error; only the members this service reads or writes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InnerError {
    /// A more specific code; throttling repeats the status here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// UTC without an offset, to the second.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The server's id of the request.
    #[serde(rename = "request-id", default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The client's id of the request, or the server's if it sent none.
    #[serde(rename = "client-request-id", default, skip_serializing_if = "Option::is_none")]
    pub client_request_id: Option<String>,
}

impl ErrorBody {
    /// Whether one of the details names this property.
    pub fn concerns(&self, property: &str) -> bool {
        self.error.details.iter().any(|detail| detail.target.as_deref() == Some(property))
    }
}
