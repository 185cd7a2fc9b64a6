//! A file that is sent with what somebody writes.

use std::borrow::Cow;
use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::display::Base64Display;
use base64::engine::general_purpose::STANDARD;
use kernel::audit::hex;
use kernel::refusal::Refusal;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::file_kind::{FileKind, titles};
use super::file_name::Name;
use crate::requests::messages;

/// What people call a megabyte.
pub(crate) const MEGABYTE: i64 = 1 << 20;
/// The most that the files of one message hold together, in bytes. A constant and no rule: how much a process reads
/// before it knows anything is settled when it starts.
pub(crate) const MESSAGE_BYTES: usize = 8 << 20;

/// A file that is sent with what somebody writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// Its name. The ending says what it is; what it holds has to say the same.
    pub name: String,
    /// What it holds.
    pub content: Content,
}

/// What a file holds; in JSON as base64 (RFC 4648, section 4).
#[derive(Clone, PartialEq, Eq)]
pub struct Content(pub Vec<u8>);

impl fmt::Debug for Content {
    /// How much it is: what a file holds has no place in a log.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} bytes", self.0.len())
    }
}

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(&self.0, &STANDARD))
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map(Self).map_err(|_| D::Error::custom("it is not base64"))
    }
}

impl JsonSchema for Content {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Content".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "contentEncoding": "base64" })
    }
}

/// What is known of a file that can be kept.
#[derive(Clone, Debug)]
pub(crate) struct Judged {
    /// Its name as it is kept.
    pub(crate) name: String,
    pub(crate) kind: &'static FileKind,
    /// SHA-256 of what it holds, in hexadecimal.
    pub(crate) digest: String,
}

impl NewFile {
    /// What the file is, or what has to be put right at the field `files`. How large it may be is a rule, and asked later.
    pub(crate) fn judge(&self) -> Result<Judged, Refusal> {
        let name = Name::of(&self.name);
        let bytes = &self.content.0;
        let kind = FileKind::of_ending(name.ending()).ok_or_else(|| {
            messages::FILE_KIND.at("files").with("kinds", titles()).with("file", &name)
        })?;
        if bytes.is_empty() {
            return Err(messages::FILE_EMPTY.at("files").with("file", &name));
        }
        if !kind.is_in(bytes) {
            let refusal = messages::FILE_CONTENT.at("files").with("kind", kind.title);
            return Err(refusal.with("file", &name));
        }
        let digest = hex(digest(&SHA256, bytes).as_ref());
        Ok(Judged { name: name.to_string(), kind, digest })
    }
}
