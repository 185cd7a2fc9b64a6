//! `/oidc/device`: a device that has no browser begins to sign somebody in (RFC 8628), and asks afterwards whether it may.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::{ids, random};
use serde_json::{Value, json};

use super::answers::{Failed, INVALID_GRANT, answer, malformed};
use super::clients::{authenticated, form};
use super::issue::issuer;
use crate::applications::{Application, Devices, Kind};
use crate::keys;
use crate::oidc::model::{
    DEVICE_MINUTES, DEVICE_MOST, PAUSE, Parameters, ProtocolError, asked_scopes, draw_user_code,
    place, shown_code,
};
use crate::oidc::store::{self, Device, Entry};
use crate::origin::Origin;
use crate::portal::device as described;

const fn refused(code: &'static str, words: &'static str) -> Failed {
    Failed::Refused(StatusCode::BAD_REQUEST, ProtocolError(code, words))
}

/// Answers.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match begun(&app.door, &caller, &headers, &body).await {
        Ok(said) => answer(StatusCode::OK, &said),
        Err(failed) => failed.into_response(),
    }
}

async fn begun(
    door: &Door,
    caller: &Caller,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, Failed> {
    let sent = form(headers, body)?;
    let client = authenticated(door, headers, &sent).await?;
    if !may_begin(&client) {
        return Err(refused("unauthorized_client", "nobody signs in to it on devices"));
    }
    let refuse = |error| Failed::Refused(StatusCode::BAD_REQUEST, error);
    let scopes = asked_scopes(&client, &sent).map_err(refuse)?;
    let now = door.clock().now();
    let (minutes, most) = {
        let mut reader = door.reader().await?;
        let minutes = reader.dated(&DEVICE_MINUTES, None, now).await?;
        (minutes, reader.dated(&DEVICE_MOST, None, now).await?)
    };
    let (code, user_code) = (random::token(), draw_user_code());
    let origin = Origin::new(&caller.peer, described(headers), None);
    let device = Device {
        id: ids::new_at(now),
        application: client.id,
        device_hash: keys::hash(&code).to_vec(),
        scopes,
        peer: origin.peer().to_owned(),
        user_agent: origin.device().to_owned(),
        begun_at: now,
        expires_at: now.plus_seconds(minutes * 60),
        is_refused: false,
    };
    let hash = keys::hash(&user_code);
    let is_kept = door
        .upkeep(move |tx| {
            let device = device.clone();
            Box::pin(async move { Ok(store::put_device(tx, &device, &hash, most).await?) })
        })
        .await?;
    if !is_kept {
        let words = "too many devices of this application wait at once; try again in a minute";
        let error = ProtocolError("temporarily_unavailable", words);
        return Err(Failed::Refused(StatusCode::TOO_MANY_REQUESTS, error));
    }
    Ok(json!({
        "device_code": code,
        "user_code": shown_code(&user_code),
        "verification_uri": format!("{}{}", issuer(door)?, place::DEVICE_PAGE),
        "expires_in": minutes * 60,
        "interval": PAUSE,
    }))
}

fn may_begin(client: &Application) -> bool {
    client.kind != Kind::Service && client.devices == Devices::ByCode
}

/// The entry that somebody made for a device, or why there is none.
pub(super) async fn entry(
    door: &Door,
    client: &Application,
    sent: &Parameters,
    now: Timestamp,
) -> Result<Entry, Failed> {
    let code = sent.one("device_code").ok_or(malformed("device_code is missing"))?;
    let hash = keys::hash(code);
    let device = store::device_by_code(&mut door.reader().await?, &hash).await?;
    let device = device.filter(|device| device.application == client.id && may_begin(client));
    let device = device.ok_or(INVALID_GRANT)?;
    let is_in_time = door
        .upkeep(move |tx| Box::pin(async move { Ok(store::poll(tx, device.id, now).await?) }))
        .await?;
    if device.expires_at <= now {
        return Err(refused("expired_token", "the code is over; begin again"));
    }
    let entry = store::by_code(&mut door.reader().await?, &hash).await?;
    if device.is_refused && entry.is_none() {
        return Err(refused("access_denied", "the person did not let the device in"));
    }
    if !is_in_time {
        return Err(refused("slow_down", "ask less often: each time by five seconds more"));
    }
    let entry = entry.ok_or(refused("authorization_pending", "nobody has typed the code yet"))?;
    // It has done its part: whatever becomes of the entry, nobody lets the device in by this code again.
    door.upkeep(move |tx| {
        Box::pin(async move { Ok(store::refuse_device(tx, device.id, now).await?) })
    })
    .await?;
    Ok(entry)
}
