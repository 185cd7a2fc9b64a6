//! `POST /$batch`: up to twenty requests in one envelope.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Most requests one envelope may hold (Graph documentation, "JSON batching").
pub const BATCH_LIMIT: usize = 20;

/// The envelope a client sends.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchItems {
    /// The requests; their order means nothing unless `depends_on` says so.
    pub requests: Vec<BatchItem>,
}

/// One request of an envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchItem {
    /// Unique in the envelope; the answer carries it.
    pub id: String,
    /// The HTTP method in capitals.
    pub method: String,
    /// Relative to the version segment: `/users/…`.
    pub url: String,
    /// Request headers; `Content-Type` is required with a body.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body, if the method has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// Ids of the requests that must succeed before this one runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub depends_on: Vec<String>,
}

/// The envelope a server answers with; its own status is 200 even when every item failed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswers {
    /// One answer for each request, in any order.
    pub responses: Vec<BatchAnswer>,
}

/// The answer to one request of an envelope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchAnswer {
    /// The id of the request.
    pub id: String,
    /// The HTTP status.
    pub status: u16,
    /// Response headers; a throttled item has its own `Retry-After` here.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// The body; null where the status allows none.
    #[serde(default)]
    pub body: Option<Value>,
}

impl BatchAnswer {
    /// A header of this answer, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
