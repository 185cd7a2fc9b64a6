//! Signing, the list of public keys, and looking whether it is time to turn the keys.

use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Fault, Kind, Result};
use serde::Serialize;
use wire::jose::{Header, joined, signing_input};

use super::commands::{PURPOSE, TurnSigningKeys, moves};
use super::model::{Algorithm, PublicKey, State, open};
use super::store;

/// Turns the keys if it is time; where it is not, it reads one small table and writes nothing.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let due = moves(door, door.clock().now()).await?;
    // An installation that never signed anything has no keys to look after.
    let is_in_use = !store::all(&mut door.reader().await?).await?.is_empty();
    if is_in_use && due.iter().any(|(_, moves)| !moves.is_empty()) {
        turn(door).await?;
    }
    Ok(())
}

async fn turn(door: &Door) -> Result<()> {
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
    match door.perform(call, TurnSigningKeys {}).await {
        Ok(_) => Ok(()),
        // Another node was faster, and that is as good.
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Stale => Ok(()),
        Err(error) => Err(error),
    }
}

/// Signs claims as a token of a kind, with the key of the algorithm that signs today. The first token of an installation
/// makes the first keys.
pub(crate) async fn sign(
    door: &Door,
    algorithm: Algorithm,
    typ: &str,
    claims: &impl Serialize,
) -> Result<String> {
    for _ in 0..3 {
        let key = store::active(&mut door.reader().await?, algorithm).await?;
        if let Some(key) = key
            && let Some(pair) =
                open(&door.derived(PURPOSE, key.id), algorithm, key.id, &key.sealed)?
        {
            let header =
                Header { alg: algorithm.name().to_owned(), typ: typ.to_owned(), kid: key.kid };
            let input = signing_input(&header, claims)
                .map_err(|_| Fault::defect("writing the claims of a token"))?;
            return Ok(joined(&input, &pair.sign(input.as_bytes())?));
        }
        turn(door).await?;
    }
    Err(Fault::defect("signing without a key").into())
}

/// Every key that somebody may have to check a token with, now or soon.
pub(crate) async fn published(door: &Door) -> Result<Vec<PublicKey>> {
    let mut keys = store::all(&mut door.reader().await?).await?;
    if !keys.iter().any(|key| key.state == State::Active) {
        turn(door).await?;
        keys = store::all(&mut door.reader().await?).await?;
    }
    let shown = keys.into_iter().filter(|key| key.state != State::Withdrawn);
    Ok(shown
        .map(|key| PublicKey { kid: key.kid, algorithm: key.algorithm, key: key.public })
        .collect())
}
