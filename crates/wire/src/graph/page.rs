//! Collections, page by page, and what a delta page adds.

use serde::{Deserialize, Serialize};

/// A page of a collection. Follow `next_link` as it is; it is opaque, and request headers must be sent again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// Where the type is described.
    #[serde(rename = "@odata.context", default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// All elements of the collection; on the first page only, and only if asked for.
    #[serde(rename = "@odata.count", default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The next page of this round. An empty page with a next link is legal.
    #[serde(rename = "@odata.nextLink", default, skip_serializing_if = "Option::is_none")]
    pub next_link: Option<String>,
    /// Where the next round starts; only on the last page of a delta round.
    #[serde(rename = "@odata.deltaLink", default, skip_serializing_if = "Option::is_none")]
    pub delta_link: Option<String>,
    /// The elements.
    pub value: Vec<T>,
}

/// Says that an object has left the collection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// `changed`: deleted but restorable; `deleted`: gone for good.
    pub reason: String,
}

/// What is common to everything in the directory; a restore answers with it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DirectoryObject {
    /// `#microsoft.graph.user` and the like.
    #[serde(rename = "@odata.type", default, skip_serializing_if = "Option::is_none")]
    pub odata_type: Option<String>,
    /// The key.
    pub id: String,
    /// When it was deleted, RFC 3339.
    #[serde(default)]
    pub deleted_date_time: Option<String>,
}
