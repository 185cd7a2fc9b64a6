//! `/oidc/token`: codes, refresh tokens and secrets become tokens.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::door::{Actor, Door, Face};
use kernel::http::App;
use kernel::refusal::{Error, Kind as K, Result};
use kernel::{ids, random};
use serde_json::{Value, json};
use uuid::Uuid;

use super::answers::{Failed, INVALID_GRANT, answer, malformed};
use super::clients::{authenticated, form};
use super::device;
use super::issue::{Access, Living, access, access_signer, identity, life, living, own_access};
use crate::Gate;
use crate::applications::{Application, Kind};
use crate::keys;
use crate::oidc::EndEntry;
use crate::oidc::model::{
    DEVICE_GRANT, Parameters, ProtocolError, REFRESHES_A_MINUTE, code_hash, fits,
};
use crate::oidc::store::{self, Entry};

/// How a refresh token begins, so that searches for leaked secrets find it.
const PREFIX: &str = "ghr_";

/// Answers.
pub(super) async fn token(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    match tokens(&app.door, &headers, &body).await {
        Ok(tokens) => answer(StatusCode::OK, &tokens),
        Err(failed) => failed.into_response(),
    }
}

async fn tokens(door: &Door, headers: &HeaderMap, body: &[u8]) -> Result<Value, Failed> {
    let sent = form(headers, body)?;
    let client = authenticated(door, headers, &sent).await?;
    let now = door.clock().now();
    match (sent.one("grant_type"), client.kind) {
        (Some("authorization_code"), Kind::Web | Kind::Public) => {
            by_code(door, &client, &sent, now).await
        }
        (Some(DEVICE_GRANT), Kind::Web | Kind::Public) => {
            let entry = device::entry(door, &client, &sent, now).await?;
            redeemed(door, entry, now).await
        }
        (Some("refresh_token"), Kind::Web | Kind::Public) => {
            by_refresh(door, &client, &sent, now).await
        }
        (Some("client_credentials"), Kind::Service) => by_secret(door, &client, &sent, now).await,
        (Some("authorization_code" | "refresh_token" | "client_credentials" | DEVICE_GRANT), _) => {
            let words = "this kind of application gets no tokens in this way";
            Err(Failed::Refused(
                StatusCode::BAD_REQUEST,
                ProtocolError("unauthorized_client", words),
            ))
        }
        (Some(_), _) => Err(Failed::Refused(
            StatusCode::BAD_REQUEST,
            ProtocolError(
                "unsupported_grant_type",
                "grant_type is authorization_code, refresh_token, client_credentials or that of devices",
            ),
        )),
        (None, _) => Err(malformed("grant_type is missing")),
    }
}

/// Ends everything that hangs on an entry of which something was used twice: marked at once, then done as an act.
async fn end_reused(door: &Door, entry: Uuid) -> Result<()> {
    let now = door.clock().now();
    door.upkeep(move |tx| Box::pin(async move { Ok(store::mark_reused(tx, entry, now).await?) }))
        .await?;
    tracing::warn!(%entry, "a code or a refresh token was used a second time; everything it gave is ended");
    let call = door.call(Actor::Service("applications"), Face::Job);
    match door.perform(call, EndEntry { entry }).await {
        Ok(_) => Ok(()),
        // Several found out at once, and one of them was faster.
        Err(Error::Refused(refusal)) if refusal.kind == K::Conflict => Ok(()),
        Err(error) => Err(error),
    }
}

async fn by_code(
    door: &Door,
    client: &Application,
    sent: &Parameters,
    now: Timestamp,
) -> Result<Value, Failed> {
    let code = sent.one("code").ok_or(malformed("code is missing"))?;
    let returned_to = sent.one("redirect_uri").ok_or(malformed("redirect_uri is missing"))?;
    let entry = store::by_code(&mut door.reader().await?, &code_hash(code)).await?;
    let entry = entry.filter(|entry| entry.application == client.id).ok_or(INVALID_GRANT)?;
    if entry.redeemed_at.is_some() {
        end_reused(door, entry.id).await?;
        return Err(INVALID_GRANT);
    }
    let is_right = now < entry.code_expires_at
        && entry.redirect_uri == returned_to
        && client.returns_to(returned_to)
        && fits(&entry.challenge, sent.one("code_verifier"));
    if !is_right {
        return Err(INVALID_GRANT);
    }
    redeemed(door, entry, now).await
}

/// The tokens of an entry that was not redeemed before; of one that was, everything ends.
async fn redeemed(door: &Door, entry: Entry, now: Timestamp) -> Result<Value, Failed> {
    if entry.redeemed_at.is_some() {
        end_reused(door, entry.id).await?;
        return Err(INVALID_GRANT);
    }
    if entry.code_expires_at <= now {
        return Err(INVALID_GRANT);
    }
    // Whether it still counts is asked once it is redeemed: a code that gives nothing is used up as well.
    let fresh = fresh(&entry, now);
    let (id, until) = (entry.id, entry.expires_at);
    let kept = fresh.as_ref().map(|(id, token)| (*id, keys::hash(token)));
    let is_first = door
        .upkeep(move |tx| {
            Box::pin(async move {
                if !store::redeem(tx, id, until, now).await? {
                    return Ok(false);
                }
                if let Some((token, hash)) = &kept {
                    store::put_refresh(tx, *token, hash, id, until).await?;
                }
                Ok(true)
            })
        })
        .await?;
    if !is_first {
        end_reused(door, id).await?;
        return Err(INVALID_GRANT);
    }
    let (living, life) = still(door, id, now).await?;
    let scopes = living.entry.scopes.clone();
    let nonce = Some(living.entry.nonce.clone()).filter(|nonce| !nonce.is_empty());
    Ok(answered(door, (&living, life), &scopes, nonce, fresh, now).await?)
}

/// A refresh token to be given, where the entry lasts.
fn fresh(entry: &Entry, now: Timestamp) -> Option<(Uuid, String)> {
    entry.lasts.then(|| (ids::new_at(now), format!("{PREFIX}{}", random::token())))
}

async fn answered(
    door: &Door,
    (of, life): (&Living, i64),
    scopes: &[String],
    nonce: Option<String>,
    refresh: Option<(Uuid, String)>,
    now: Timestamp,
) -> Result<Value> {
    let signer = access_signer(door).await?;
    let access = access(door, &signer, of, life, scopes, now)?;
    let identity = identity(door, &signer, of, &access, nonce, now).await?;
    let mut tokens = json!({ "id_token": identity });
    say(&mut tokens, access, scopes);
    if let Some((_, token)) = refresh {
        tokens["refresh_token"] = token.into();
    }
    Ok(tokens)
}

fn say(tokens: &mut Value, access: Access, scopes: &[String]) {
    tokens["token_type"] = "Bearer".into();
    tokens["access_token"] = access.token.into();
    tokens["expires_in"] = access.seconds.into();
    tokens["scope"] = scopes.join(" ").into();
}

/// What is asked for, within what was given; all of it where nothing is said.
fn narrowed(given: &[String], asked: Option<&str>) -> Result<Vec<String>, Failed> {
    let Some(asked) = asked else { return Ok(given.to_vec()) };
    let words = ProtocolError("invalid_scope", "scope holds more than was given");
    let mut scopes = Vec::new();
    for scope in asked.split(' ').filter(|scope| !scope.is_empty()) {
        if !given.iter().any(|given| given == scope) {
            return Err(Failed::Refused(StatusCode::BAD_REQUEST, words));
        }
        scopes.push(scope.to_owned());
    }
    Ok(scopes)
}

async fn by_refresh(
    door: &Door,
    client: &Application,
    sent: &Parameters,
    now: Timestamp,
) -> Result<Value, Failed> {
    let token = sent.one("refresh_token").ok_or(malformed("refresh_token is missing"))?;
    let mut reader = door.glance().await?;
    let token = store::refresh_by_hash(&mut reader, &keys::hash(token)).await?;
    let token = token.ok_or(INVALID_GRANT)?;
    let entry = store::by_id(&mut reader, token.entry).await?.ok_or(INVALID_GRANT)?;
    if entry.application != client.id {
        return Err(INVALID_GRANT);
    }
    if token.is_used {
        drop(reader);
        end_reused(door, entry.id).await?;
        return Err(INVALID_GRANT);
    }
    if token.expires_at <= now {
        return Err(INVALID_GRANT);
    }
    let living = living(&mut reader, entry, now).await?.ok_or(INVALID_GRANT)?;
    let most = reader.dated(&REFRESHES_A_MINUTE, None, now).await?;
    drop(reader);
    // Before the token is used: what is refused for its words can be asked for again.
    let scopes = narrowed(&living.entry.scopes, sent.one("scope"))?;
    may_refresh(door, client, most, now).await?;
    let (id, fresh) = (living.entry.id, (ids::new_at(now), format!("{PREFIX}{}", random::token())));
    let (next, hash, until) = (fresh.0, keys::hash(&fresh.1), living.entry.expires_at);
    let is_first = door
        .upkeep(move |tx| {
            Box::pin(async move {
                if !store::use_refresh(tx, token.id, now).await? {
                    return Ok(false);
                }
                store::put_refresh(tx, next, &hash, id, until).await?;
                Ok(true)
            })
        })
        .await?;
    if !is_first {
        end_reused(door, id).await?;
        return Err(INVALID_GRANT);
    }
    let (living, life) = still(door, id, now).await?;
    Ok(answered(door, (&living, life), &scopes, None, Some(fresh), now).await?)
}

/// Counts it, once it is sure that the application itself asks: nobody else uses up what it may.
async fn may_refresh(
    door: &Door,
    client: &Application,
    most: i64,
    now: Timestamp,
) -> Result<(), Failed> {
    if door.ports().port::<Gate>()?.may_refresh(client.id, now, most).await {
        return Ok(());
    }
    let words = "the application refreshes too often; try again in a minute";
    let error = ProtocolError("temporarily_unavailable", words);
    Err(Failed::Refused(StatusCode::TOO_MANY_REQUESTS, error))
}

/// The entry as it is after something of it was used: what ended it in between gives nothing any more. Beside it the life of what
/// it gives, in seconds.
async fn still(door: &Door, id: Uuid, now: Timestamp) -> Result<(Living, i64), Failed> {
    let mut reader = door.glance().await?;
    let entry = store::by_id(&mut reader, id).await?.ok_or(INVALID_GRANT)?;
    let living = living(&mut reader, entry, now).await?.ok_or(INVALID_GRANT)?;
    Ok((living, life(&mut reader, now).await?))
}

async fn by_secret(
    door: &Door,
    service: &Application,
    sent: &Parameters,
    now: Timestamp,
) -> Result<Value, Failed> {
    let scopes = narrowed(&service.scopes, sent.one("scope"))?;
    let mut tokens = json!({});
    say(&mut tokens, own_access(door, service, &scopes, now).await?, &scopes);
    Ok(tokens)
}
