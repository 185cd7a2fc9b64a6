//! What a browser carries from page to page: the username that was typed and what was proved, sealed, in a cookie that no
//! script reads and no other site has sent.

use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use kernel::http::App;
use kernel::refusal::{Fault, Result};
use serde::{Deserialize, Serialize};

use crate::Gate;
use crate::carried::{Bound, put, take};
use crate::recovery::MINUTES;

/// What sets it apart from others of the installation.
const PURPOSE: &str = "recovery-asked";
/// The longest username that goes into a cookie, in bytes: no address is longer.
pub(super) const LONGEST_USERNAME: usize = 320;

/// What is carried.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Carrying {
    /// As it was typed.
    pub(super) username: String,
    /// The key that the last proof was answered with.
    pub(super) key: Option<String>,
}

impl Carrying {
    /// What a browser carries, and in which words: these are its key.
    pub(super) async fn of(app: &App, headers: &HeaderMap) -> Result<Option<(Self, String)>> {
        let name = cookie_name(over_https(app)?);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let mut pairs =
            lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let Some((_, sealed)) = pairs.find(|(key, value)| *key == name && !value.is_empty()) else {
            return Ok(None);
        };
        let minutes = minutes(app).await?;
        let taken = take(&app.door, PURPOSE, Bound::Nowhere, minutes, sealed)?;
        let carrying = taken.and_then(|(written, _)| serde_json::from_str(&written).ok());
        Ok(carrying.map(|carrying| (carrying, sealed.to_owned())))
    }

    /// Gives it to a browser with an answer.
    pub(super) async fn with(&self, app: &App, response: Response) -> Result<Response> {
        let written = serde_json::to_string(self)
            .map_err(|error| Fault::defect("writing what a browser carries").because(error))?;
        let now = app.door.clock().now();
        let sealed = put(&app.door, PURPOSE, Bound::Nowhere, now, &written)?;
        set(app, response, &sealed, minutes(app).await? * 60)
    }
}

/// Takes it away.
pub(super) fn without(app: &App, response: Response) -> Result<Response> {
    set(app, response, "", 0)
}

fn set(app: &App, mut response: Response, value: &str, seconds: i64) -> Result<Response> {
    let over_https = over_https(app)?;
    let (name, secure) = (cookie_name(over_https), if over_https { "; Secure" } else { "" });
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn minutes(app: &App) -> Result<i64> {
    let now = app.door.clock().now();
    Ok(app.door.reader().await?.dated(&MINUTES, None, now).await?)
}

fn over_https(app: &App) -> Result<bool> {
    Ok(app.door.ports().port::<Gate>()?.settings().over_https)
}

const fn cookie_name(over_https: bool) -> &'static str {
    if over_https { "__Host-guildhall_recovery" } else { "guildhall_recovery" }
}
