//! `/oidc/userinfo`: what an access token tells about a person. The token comes in the header or in a form, never in the
//! address, where logs would keep it.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Door;
use kernel::http::App;

use super::answers::{Failed, answer};
use super::clients::form;
use super::issue::{about as told_about, entry_of, issuer, read_access};
use crate::applications::OPENID;
use crate::oidc::model::{ProtocolError, place};
use crate::signing_keys::Audience;

/// By GET.
pub(super) async fn by_header(State(app): State<App>, headers: HeaderMap) -> Response {
    answered(&app.door, in_header(&headers)).await
}

/// By POST.
pub(super) async fn by_form(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let token = match (in_header(&headers), in_form(&headers, &body)) {
        (Ok(None), in_form) => in_form,
        (in_header, Ok(None)) => in_header,
        (Err(failed), _) | (_, Err(failed)) => Err(failed),
        (Ok(Some(_)), Ok(Some(_))) => Err(Failed::NoToken(Some(ProtocolError(
            "invalid_request",
            "the access token comes in one way",
        )))),
    };
    answered(&app.door, token).await
}

fn in_header(headers: &HeaderMap) -> Result<Option<String>, Failed> {
    let mut lines = headers.get_all(header::AUTHORIZATION).iter();
    let Some(line) = lines.next() else { return Ok(None) };
    let words = ProtocolError("invalid_request", "send one header: Authorization: Bearer TOKEN");
    let wrong = || Failed::NoToken(Some(words));
    if lines.next().is_some() {
        return Err(wrong());
    }
    let (scheme, token) =
        line.to_str().ok().and_then(|line| line.split_once(' ')).ok_or_else(wrong)?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Some(token.trim().to_owned())).ok_or_else(wrong)
}

fn in_form(headers: &HeaderMap, body: &[u8]) -> Result<Option<String>, Failed> {
    if body.is_empty() {
        return Ok(None);
    }
    Ok(form(headers, body)?.one("access_token").map(str::to_owned))
}

async fn answered(door: &Door, token: Result<Option<String>, Failed>) -> Response {
    let about = match token {
        Ok(Some(token)) => about(door, &token).await,
        Ok(None) => Err(Failed::NoToken(None)),
        Err(failed) => Err(failed),
    };
    match about {
        Ok(claims) => answer(StatusCode::OK, &claims),
        Err(failed) => failed.into_response(),
    }
}

async fn about(
    door: &Door,
    token: &str,
) -> Result<serde_json::Map<String, serde_json::Value>, Failed> {
    let invalid =
        || Failed::NoToken(Some(ProtocolError("invalid_token", "the access token does not count")));
    let here = format!("{}{}", issuer(door)?, place::USERINFO);
    let said = read_access(door, token, Audience::Only(&here)).await?.ok_or_else(invalid)?;
    let of = entry_of(door, &said).await?.ok_or_else(invalid)?;
    let scopes: Vec<String> = said.scope.split_whitespace().map(str::to_owned).collect();
    if !scopes.iter().any(|scope| scope == OPENID) {
        let words =
            ProtocolError("insufficient_scope", "the access token was given without openid");
        return Err(Failed::NoToken(Some(words)));
    }
    // What the application may not be told any more is not told, whatever its token says.
    let scopes: Vec<String> =
        scopes.into_iter().filter(|scope| of.application.scopes.contains(scope)).collect();
    let now = door.clock().now();
    Ok(told_about(door, &of, &scopes, now).await?)
}
