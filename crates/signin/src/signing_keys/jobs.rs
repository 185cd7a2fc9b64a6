//! Signing, the list of public keys, and looking whether it is time to turn the keys.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::audit::NodeKey;
use kernel::db::Reader;
use kernel::door::{Actor, Door, Face, derived};
use kernel::refusal::{Error, Fault, Kind, Result};
use serde::Serialize;
use wire::jose::{Header, joined, signing_input};

use super::commands::{PURPOSE, TurnSigningKeys, moves};
use super::model::{Algorithm, Family, Opened, PublicKey, State, certificate, open};
use super::store;
use crate::gate::Gate;

/// Turns the keys if it is time; where it is not, it reads one small table and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let keys = store::all(&mut door.reader().await?).await?;
    for family in [Family::Tokens, Family::Documents] {
        // An installation that never signed anything has no keys to look after.
        let is_in_use = keys.iter().any(|key| Algorithm::of(family).contains(&key.algorithm));
        if !is_in_use {
            continue;
        }
        let due = moves(door, family, door.clock().now()).await?;
        if due.iter().any(|(_, moves)| !moves.is_empty()) {
            turn(door, family).await?;
        }
    }
    Ok(())
}

/// Whether the keys that sign were sealed under the key of this installation; none where nothing signs yet.
pub async fn are_sealed_by(reader: &mut Reader, key: &NodeKey) -> Result<Option<bool>, Fault> {
    let mut are_all = None;
    for kept in store::all(reader).await?.into_iter().filter(|kept| kept.state == State::Active) {
        let secret = derived(key, PURPOSE, kept.id);
        let is_ours = open(&secret, kept.algorithm, kept.id, &kept.sealed)?.is_some();
        are_all = Some(are_all.unwrap_or(true) && is_ours);
    }
    Ok(are_all)
}

async fn turn(door: &Door, family: Family) -> Result<()> {
    for key in store::all(&mut door.reader().await?).await? {
        let is_in_use = matches!(key.state, State::Active | State::Pending);
        if is_in_use
            && open(&door.derived(PURPOSE, key.id), key.algorithm, key.id, &key.sealed)?.is_none()
        {
            tracing::warn!(
                kid = %key.kid,
                "a signing key cannot be read with the key of this installation; another one takes its place, and applications that keep the list of keys refuse everybody until they read it again"
            );
        }
    }
    let call = door.call(Actor::Service("signing-keys"), Face::Job);
    match door.perform(call, TurnSigningKeys { family }).await {
        Ok(_) => Ok(()),
        // Another node was faster, and that is as good.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Stale => Ok(()),
        Err(error) => Err(error),
    }
}

/// The pair of a key, if it was sealed with the key of this installation.
fn pair(door: &Door, key: &store::Kept) -> Result<Option<Arc<Opened>>, Fault> {
    let secret = door.derived(PURPOSE, key.id);
    let gate = door.ports().port::<Gate>()?;
    gate.pairs().open(&secret, key.algorithm, key.id, &key.sealed)
}

/// The key of an algorithm that signs tokens now; for those of one answer.
pub(crate) struct Signer {
    algorithm: Algorithm,
    kid: String,
    opened: Arc<Opened>,
}

impl Signer {
    /// With what it signs.
    pub(crate) const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Claims as a token of a kind.
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, Fault> {
        let (alg, typ) = (self.algorithm.name().to_owned(), typ.to_owned());
        let input = signing_input(&Header { alg, typ, kid: self.kid.clone() }, claims)
            .map_err(|_| Fault::defect("writing the claims of a token"))?;
        Ok(joined(&input, &self.opened.pair.sign(input.as_bytes())?))
    }
}

/// The key of the algorithm that signs tokens today. The first token of an installation makes the first keys.
pub(crate) async fn signer(door: &Door, algorithm: Algorithm) -> Result<Signer> {
    for _ in 0..3 {
        let key = store::active(&mut door.reader().await?, algorithm).await?;
        if let Some(key) = key
            && let Some(opened) = pair(door, &key)?
        {
            return Ok(Signer { algorithm, kid: key.kid, opened });
        }
        turn(door, Family::Tokens).await?;
    }
    Err(Fault::defect("signing without a key").into())
}

/// Signs claims as a token of a kind, with the key of the algorithm that signs today.
pub(crate) async fn sign(
    door: &Door,
    algorithm: Algorithm,
    typ: &str,
    claims: &impl Serialize,
) -> Result<String> {
    Ok(signer(door, algorithm).await?.sign(typ, claims)?)
}

/// Every key that somebody may have to check a token with, now or soon.
pub(crate) async fn published(door: &Door) -> Result<Vec<PublicKey>> {
    let mut keys = store::all(&mut door.reader().await?).await?;
    let is_for_tokens = |key: &store::Kept| Algorithm::ALL.contains(&key.algorithm);
    if !keys.iter().any(|key| is_for_tokens(key) && key.state == State::Active) {
        turn(door, Family::Tokens).await?;
        keys = store::all(&mut door.reader().await?).await?;
    }
    let is_shown = |key: &store::Kept| is_for_tokens(key) && key.state != State::Withdrawn;
    let shown = keys.into_iter().filter(is_shown);
    Ok(shown
        .map(|key| PublicKey { kid: key.kid, algorithm: key.algorithm, key: key.public })
        .collect())
}

/// The key that signs documents today.
pub(crate) struct DocumentKey {
    opened: Arc<Opened>,
    /// Its certificate, in base64.
    pub(crate) certificate: String,
}

impl DocumentKey {
    /// The signature of a message: RSA with SHA-256.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Fault> {
        self.opened.pair.sign(message)
    }
}

fn opened(door: &Door, key: &store::Kept) -> Result<Option<DocumentKey>, Fault> {
    let Some(opened) = pair(door, key)? else { return Ok(None) };
    let made = opened.certificate.lock().clone();
    let certificate = match made {
        Some(made) => made,
        None => {
            let gate = door.ports().port::<Gate>()?;
            let made = certificate(&opened.pair, key.id, &gate.settings().portal)?;
            let made = STANDARD.encode(made);
            opened.certificate.lock().insert(made).clone()
        }
    };
    Ok(Some(DocumentKey { opened, certificate }))
}

/// The key that signs documents. The first document of an installation makes the first one.
pub(crate) async fn document_key(door: &Door) -> Result<DocumentKey> {
    for _ in 0..3 {
        let key = store::active(&mut door.reader().await?, Algorithm::Document).await?;
        if let Some(key) = key.map(|key| opened(door, &key)).transpose()?.flatten() {
            return Ok(key);
        }
        turn(door, Family::Documents).await?;
    }
    Err(Fault::defect("signing a document without a key").into())
}

/// The certificates of all keys that documents are signed with, now or soon, or were until lately; in base64.
pub(crate) async fn certificates(door: &Door) -> Result<Vec<String>> {
    // Makes the first one where there is none.
    document_key(door).await?;
    let keys = store::all(&mut door.reader().await?).await?;
    let shown = keys
        .iter()
        .filter(|key| key.algorithm == Algorithm::Document && key.state != State::Withdrawn);
    let mut certificates = Vec::new();
    for key in shown {
        certificates.extend(opened(door, key)?.map(|key| key.certificate));
    }
    Ok(certificates)
}
