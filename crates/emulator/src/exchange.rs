//! A request and its answer between HTTP and the directory; an item of a batch is one as well.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::errors::{self, Refusal};
use crate::journal::OnDisk;

/// A request below the version segment.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// In capitals; HEAD has become GET.
    pub(crate) method: String,
    /// Decoded segments after the version.
    pub(crate) path: Vec<String>,
    /// Decoded pairs.
    pub(crate) query: Vec<(String, String)>,
    /// By name in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
    /// Scheme, host and port the client used, without a slash at the end.
    pub(crate) base: String,
}

/// What a request has come to.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Body,
    /// What must be on disk before anybody hears of it.
    pub(crate) on_disk: Option<OnDisk>,
}

/// The body of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Body {
    None,
    Json(Value),
    Text(String),
}

/// What a handler answers.
pub(crate) type Outcome = Result<Reply, Refusal>;

impl Request {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A system query option. The dollar sign is optional, as in OData 4.01.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let is_it = |key: &str| key.strip_prefix('$').unwrap_or(key).eq_ignore_ascii_case(name);
        self.query.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value.as_str())
    }

    /// Whether the client accepts an answer of the advanced query engine.
    pub(crate) fn is_eventual(&self) -> bool {
        self.header("consistencylevel").is_some_and(|level| level.eq_ignore_ascii_case("eventual"))
    }

    /// Whether `Prefer` names this preference.
    pub(crate) fn prefers(&self, preference: &str) -> bool {
        self.preferences().any(|known| known.eq_ignore_ascii_case(preference))
    }

    /// The page size asked for with `Prefer: odata.maxpagesize=n`.
    pub(crate) fn preferred_page(&self) -> Option<usize> {
        self.preferences().find_map(|known| known.strip_prefix("odata.maxpagesize=")?.parse().ok())
    }

    fn preferences(&self) -> impl Iterator<Item = &str> {
        self.header("prefer").into_iter().flat_map(|all| all.split([',', ';'])).map(str::trim)
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        match self.header("content-type") {
            None => Err(errors::no_content_type()),
            Some(kind) if !kind.to_ascii_lowercase().contains("json") => Err(errors::not_json()),
            Some(_) => serde_json::from_slice(&self.body).map_err(|_| errors::not_json()),
        }
    }

    /// An address under the version segment.
    pub(crate) fn address(&self, rest: &str) -> String {
        format!("{}/v1.0/{rest}", self.base)
    }
}

impl Reply {
    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Body::Json(body), on_disk: None }
    }

    pub(crate) fn empty() -> Self {
        Self { status: 204, headers: Vec::new(), body: Body::None, on_disk: None }
    }

    pub(crate) fn text(text: String) -> Self {
        Self { status: 200, headers: Vec::new(), body: Body::Text(text), on_disk: None }
    }

    pub(crate) fn after(mut self, on_disk: OnDisk) -> Self {
        self.on_disk = Some(on_disk);
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}
