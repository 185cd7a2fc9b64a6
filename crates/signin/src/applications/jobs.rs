//! Keys that an application publishes at an address: read there when one is named that is not known, at most once a minute
//! for each application, and taken for a day while the address does not answer. What is read is bounded, and nothing inside
//! the network of this service is reached by it (`outbound`).

use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::Result;

use super::model::{Application, ClientKey, Fetched, read_published};
use super::store;
use crate::outbound::Outbound;

/// The largest answer that is read, in bytes.
const LARGEST: usize = 64 << 10;
/// Seconds between two readings of one address.
const APART: i64 = 60;
/// Seconds for which nobody asks again, as long as the key is known.
const FRESH: i64 = 3600;
/// Seconds for which keys count that could not be read again.
const LONGEST: i64 = 86_400;

/// The keys with which an application may prove who it is, where it says that one of this name did.
pub(crate) async fn keys_of(
    door: &Door,
    application: &Application,
    kid: Option<&str>,
    now: Timestamp,
) -> Result<Vec<ClientKey>> {
    if application.keys_uri.is_empty() {
        return Ok(application.keys.clone());
    }
    let known = read(door, application).await?;
    let is_younger = |seconds: i64| known.read_at.is_some_and(|at| at.plus_seconds(seconds) > now);
    let has_it = |keys: &[ClientKey]| match kid {
        Some(kid) => keys.iter().any(|key| key.kid == kid),
        None => !keys.is_empty(),
    };
    if is_younger(FRESH) && has_it(&known.keys) {
        return Ok(known.keys);
    }
    if let Some(keys) = fetch(door, application, now).await? {
        return Ok(keys);
    }
    Ok(if is_younger(LONGEST) { known.keys } else { Vec::new() })
}

async fn read(door: &Door, application: &Application) -> Result<Fetched> {
    let mut reader = door.reader().await?;
    Ok(store::fetched(&mut reader, application.id, &application.keys_uri).await?)
}

/// Reads the address, unless it was read a moment ago; nothing if that did not help.
async fn fetch(
    door: &Door,
    application: &Application,
    now: Timestamp,
) -> Result<Option<Vec<ClientKey>>> {
    let (id, uri) = (application.id, application.keys_uri.clone());
    let since = now.plus_seconds(-APART);
    let address = uri.clone();
    let may = door
        .upkeep(move |tx| {
            let address = address.clone();
            Box::pin(async move { Ok(store::may_fetch(tx, id, &address, since, now).await?) })
        })
        .await?;
    if !may {
        return Ok(None);
    }
    let outbound = door.ports().port::<Outbound>()?;
    let outcome = match outbound.get(&uri, LARGEST).await {
        Ok(text) => read_published(&text).ok_or_else(|| "it holds no public key".to_owned()),
        Err(words) => Err(words),
    };
    let kept = outcome.clone();
    door.upkeep(move |tx| {
        let (uri, kept) = (uri.clone(), kept.clone());
        Box::pin(async move { Ok(store::keep_fetched(tx, id, &uri, &kept, now).await?) })
    })
    .await?;
    Ok(outcome.ok())
}
