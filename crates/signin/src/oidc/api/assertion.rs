//! An application that proves who it is with what it signed (RFC 7523, `private_key_jwt`): for this service, once, and for
//! minutes.

use kernel::clock::Timestamp;
use kernel::door::Door;
use serde::Deserialize;
use wire::jose::parse_foreign;

use super::answers::Failed;
use super::issue::issuer;
use crate::applications::{Application, Authentication, ClientKey, keys_of};
use crate::keys;
use crate::oidc::model::place;
use crate::oidc::store;
use crate::signing_keys::{FOREIGN_ALGORITHMS, is_signed_by};

/// What has to be said of its kind.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The longest life of one, in seconds.
const LONGEST_SECONDS: i64 = 600;
/// Seconds by which the clock of an application may differ.
const SKEW: i64 = 60;
/// The longest name of one, in bytes.
const LONGEST_NAME: usize = 256;
/// The kinds that it may say it is.
const KINDS: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// One name, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

/// What it says.
#[derive(Deserialize)]
struct Said {
    iss: String,
    sub: String,
    aud: Names,
    exp: i64,
    #[serde(default)]
    nbf: Option<i64>,
    #[serde(default)]
    iat: Option<i64>,
    jti: String,
}

/// Whom it says it is of; nothing is checked yet.
pub(super) fn client_of(assertion: &str) -> Option<String> {
    let taken = parse_foreign(assertion).ok()?;
    let said: Said = serde_json::from_slice(&taken.claims).ok()?;
    Some(said.sub)
}

/// Whether it proves that this application calls; from then on it proves nothing any more.
pub(super) async fn proves(
    door: &Door,
    application: &Application,
    assertion: &str,
) -> Result<bool, Failed> {
    let now = door.clock().now();
    if application.authentication != Authentication::Key {
        return Ok(false);
    }
    let Ok(taken) = parse_foreign(assertion) else { return Ok(false) };
    let keys = keys_of(door, application, taken.header.kid.as_deref(), now).await?;
    let Some(said) = checked(&issuer(door)?, application, &keys, assertion, now) else {
        return Ok(false);
    };
    let (id, what) = (application.id, keys::hash(&format!("assertion {}", said.jti)));
    // As long as anybody could show it again.
    let until = Timestamp::from_micros((said.exp + SKEW).saturating_mul(1_000_000));
    let is_first = door
        .upkeep(move |tx| Box::pin(async move { Ok(store::use_once(tx, id, &what, until).await?) }))
        .await?;
    Ok(is_first)
}

fn checked(
    issuer: &str,
    application: &Application,
    keys: &[ClientKey],
    assertion: &str,
    now: Timestamp,
) -> Option<Said> {
    let taken = parse_foreign(assertion).ok()?;
    let header = &taken.header;
    let is_kind = header.typ.as_deref().is_none_or(|typ| KINDS.contains(&typ));
    if !is_kind || !FOREIGN_ALGORITHMS.contains(&header.alg.as_str()) {
        return None;
    }
    // A name chooses a key; without one every key of the application may be the right one, and there are few.
    let named = |kid: &str| header.kid.as_deref().is_none_or(|said| said == kid);
    let is_signed = keys
        .iter()
        .filter(|key| named(&key.kid))
        .any(|key| is_signed_by(&key.key, &header.alg, taken.signed.as_bytes(), &taken.signature));
    if !is_signed {
        return None;
    }
    let said: Said = serde_json::from_slice(&taken.claims).ok()?;
    let at = now.micros() / 1_000_000;
    let lives = at < said.exp && said.exp <= at + LONGEST_SECONDS + SKEW;
    let has_begun = [said.nbf, said.iat].into_iter().flatten().all(|begun| begun <= at + SKEW);
    let is_own = said.iss == application.client_id && said.sub == application.client_id;
    let is_name = (1..=LONGEST_NAME).contains(&said.jti.len());
    (lives && has_begun && is_own && is_name && is_for(issuer, &said.aud)).then_some(said)
}

/// Whether it is for this service and nobody else: by its name, or by an address at which applications prove who they are.
/// What is also made out to another service could have been shown to that one, and by it here.
fn is_for(issuer: &str, names: &Names) -> bool {
    let ours = ["", place::TOKEN, place::PUSH, place::DEVICE, place::INTROSPECT, place::REVOKE];
    let is_ours =
        |name: &String| name.strip_prefix(issuer).is_some_and(|rest| ours.contains(&rest));
    match names {
        Names::One(name) => is_ours(name),
        Names::Several(names) => !names.is_empty() && names.iter().all(is_ours),
    }
}
