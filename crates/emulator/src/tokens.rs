//! The token endpoint: the client credentials grant, refused in Entra's words.
//!
//! Tokens are opaque, live 3,599 seconds and are forgotten at a restart; a client then gets 401 and asks again.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::clock::Timestamp;
use kernel::{ids, random};
use parking_lot::Mutex;
use serde_json::{Value, json};
use wire::graph::query;
use wire::graph::{TokenAnswer, TokenRefusal};

use crate::errors::{self, Refusal};
use crate::settings::Settings;

/// Seconds a token lives.
const LIFE: u32 = 3599;
/// Tokens kept at most; beyond, those that have ended are dropped, then the oldest.
const MOST: usize = 10_000;

/// The tokens in use and when they end.
#[derive(Debug, Default)]
pub(crate) struct Tokens(Mutex<HashMap<String, Timestamp>>);

impl Tokens {
    /// Answers a request for a token: status and body.
    pub(crate) fn grant(
        &self,
        settings: &Settings,
        form: &str,
        authorization: Option<&str>,
        now: Timestamp,
    ) -> (u16, Value) {
        let answer = check(settings, form, authorization).map(|()| self.issue(now));
        match answer {
            Ok(token) => {
                let answer = TokenAnswer {
                    token_type: "Bearer".to_owned(),
                    expires_in: LIFE,
                    ext_expires_in: LIFE,
                    access_token: token,
                };
                (200, json!(answer))
            }
            Err(wrong) => wrong.answer(now),
        }
    }

    /// Whether the header carries a token that is still good.
    pub(crate) fn check(&self, authorization: Option<&str>, now: Timestamp) -> Result<(), Refusal> {
        let token = authorization
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let token = token
            .map(|(_, token)| token.trim())
            .filter(|token| !token.is_empty())
            .ok_or_else(errors::no_token)?;
        match self.0.lock().get(token) {
            None => Err(errors::unknown_token()),
            Some(end) if *end <= now => Err(errors::expired_token()),
            Some(_) => Ok(()),
        }
    }

    fn issue(&self, now: Timestamp) -> String {
        let token = random::token();
        let tokens = &mut *self.0.lock();
        if tokens.len() >= MOST {
            tokens.retain(|_, end| *end > now);
        }
        if tokens.len() >= MOST {
            let oldest = tokens.iter().min_by_key(|(_, end)| **end).map(|(token, _)| token.clone());
            oldest.and_then(|token| tokens.remove(&token));
        }
        tokens.insert(token.clone(), now.plus_seconds(i64::from(LIFE)));
        token
    }
}

struct Wrong {
    status: u16,
    error: &'static str,
    code: u32,
    text: String,
}

impl Wrong {
    fn new(status: u16, error: &'static str, code: u32, text: impl Into<String>) -> Self {
        Self { status, error, code, text: text.into() }
    }

    fn answer(self, now: Timestamp) -> (u16, Value) {
        let (trace, correlation) = (ids::new_at(now), ids::new_at(now));
        let at = crate::record::moment(now).replace('T', " ");
        let Self { status, error, code, text } = self;
        let refusal = TokenRefusal {
            error: error.to_owned(),
            error_description: format!(
                "AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {at}"
            ),
            error_codes: vec![code],
            timestamp: at,
            trace_id: trace.to_string(),
            correlation_id: correlation.to_string(),
        };
        (status, json!(refusal))
    }
}

fn check(settings: &Settings, form: &str, authorization: Option<&str>) -> Result<(), Wrong> {
    let pairs = query::pairs(form).map_err(|_| {
        Wrong::new(400, "invalid_request", 9_000_411, "The request is not properly formatted.")
    })?;
    let field = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let missing = |name: &str| {
        Wrong::new(
            400,
            "invalid_request",
            900_144,
            format!("The request body must contain the following parameter: '{name}'."),
        )
    };
    let grant = field("grant_type").ok_or_else(|| missing("grant_type"))?;
    if grant != "client_credentials" {
        return Err(Wrong::new(
            400,
            "unsupported_grant_type",
            70_003,
            format!("The app requested an unsupported grant type '{grant}'."),
        ));
    }
    let (client, secret) = match authorization.and_then(basic) {
        Some(pair) => pair,
        None => {
            let client = field("client_id").ok_or_else(|| missing("client_id"))?;
            let secret = field("client_secret").ok_or_else(|| {
                Wrong::new(401, "invalid_client", 7_000_218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.")
            })?;
            (client.to_owned(), secret.to_owned())
        }
    };
    let scope = field("scope").or_else(|| field("resource")).ok_or_else(|| missing("scope"))?;
    let is_default = |scope: &str| scope.ends_with("/.default");
    if field("scope").is_some() && !scope.split_whitespace().any(is_default) {
        return Err(Wrong::new(
            400,
            "invalid_scope",
            1_002_012,
            format!(
                "The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI)."
            ),
        ));
    }
    if client != settings.client_id {
        let text = format!(
            "Application with identifier '{client}' was not found in the directory '{}'.",
            settings.tenant_name
        );
        return Err(Wrong::new(400, "unauthorized_client", 700_016, text));
    }
    if !same(secret.as_bytes(), settings.client_secret.reveal().as_bytes()) {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{client}'."
        );
        return Err(Wrong::new(401, "invalid_client", 7_000_215, text));
    }
    Ok(())
}

/// Client and secret of HTTP Basic, each form-encoded inside (RFC 6749 section 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, coded) = header.split_once(' ')?;
    let text =
        STANDARD.decode(coded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(text).ok()?;
    let (client, secret) = text.split_once(':')?;
    Some((query::decode(client).ok()?, query::decode(secret).ok()?))
}

/// Compares without leaving early; the length of the secret is no secret.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}
