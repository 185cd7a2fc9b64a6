//! Who is calling, as found out before any handler runs.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use uuid::Uuid;

use crate::door::{Actor, Call, Door, Face, TokenScope};
use crate::ids;
use crate::refusal::{Refusal, messages};

/// The state of every route: the door.
#[derive(Clone)]
pub struct App {
    /// The door.
    pub door: Door,
}

/// The caller of a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// What the token covers; none for a session.
    pub scope: Option<TokenScope>,
    /// Through what.
    pub face: Face,
    /// The request's key, shown when something goes wrong.
    pub request: Uuid,
    /// The address the request came from, for the sign-in log and its limits.
    pub peer: String,
    /// The hash of the session's key, if a session asks.
    pub session: Option<[u8; 32]>,
    /// The Idempotency-Key, if one was sent.
    pub key: Option<String>,
    /// The version named by If-Match, if one was sent.
    pub expected: Option<i64>,
}

impl Caller {
    /// A call of now by this caller.
    pub fn call(&self, door: &Door) -> Call {
        let call = door.call(self.actor.clone(), self.face);
        Call {
            request: self.request,
            scope: self.scope.clone(),
            session: self.session,
            key: self.key.clone(),
            expected: self.expected,
            ..call
        }
    }
}

/// The conditions of a request: its Idempotency-Key and the version of If-Match (RFC 9110, 13.1.1; only numbers are
/// versions here). What is there but cannot be read is refused: ignoring it would switch off what the client asked for.
pub fn conditions(headers: &HeaderMap) -> Result<(Option<String>, Option<i64>), Refusal> {
    let text = |name: &'static str| {
        let readable = |value: &HeaderValue| {
            value
                .to_str()
                .map(str::to_owned)
                .map_err(|_| messages::HEADER.refuse().with("header", name))
        };
        headers.get(name).map(readable).transpose()
    };
    let version = |text: String| {
        text.trim()
            .trim_matches('"')
            .parse()
            .map_err(|_| messages::HEADER.refuse().with("header", "If-Match"))
    };
    Ok((
        text("idempotency-key")?,
        text("if-match")?.filter(|text| text.trim() != "*").map(version).transpose()?,
    ))
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Infallible;

    /// A request that nobody vouched for comes from nobody.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let nobody = || Self {
            actor: Actor::Anonymous,
            scope: None,
            face: Face::Portal,
            request: ids::new_at(crate::clock::Clock::machine().now()),
            peer: String::new(),
            session: None,
            key: None,
            expected: None,
        };
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_else(nobody))
    }
}
