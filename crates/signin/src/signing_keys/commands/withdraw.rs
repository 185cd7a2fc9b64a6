//! Withdrawing a key at once: somebody else may have it.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::turn::{PURPOSE, drawn};
use crate::gate::Gate;
use crate::signing_keys::model::{Algorithm, Move, State, open};
use crate::signing_keys::{authority, messages, store};

/// Withdraws a key of signatures at once, because somebody else may have it. What it signed counts no more from that moment on;
/// where it was the one that signs, another one does: the one that is announced, or a new one. Applications that keep the list of
/// keys refuse everybody until they read it again, and applications that were given a certificate by hand until they are given the
/// new one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawSigningKey {
    /// Which, as `signing-key.list` names it.
    pub kid: String,
}

/// A key that was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WithdrawnSigningKey {
    /// The key that signs in its place; none if it did not sign.
    pub signs: Option<String>,
}

/// The key that takes its place, if one had to be drawn.
pub struct Fresh(Option<store::Kept>);

impl Command for WithdrawSigningKey {
    const NAME: &'static str = "signing-key.withdraw";
    const ACTION: Action = authority::WITHDRAW;
    const LEVEL: Level = Level::TwoPeople;
    const REPEATABLE: bool = false;
    type Prepared = Fresh;
    type Output = WithdrawnSigningKey;

    /// Draws the key that takes its place, if none is announced that can be read.
    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Fresh> {
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        let _turn = gate.keys().await;
        let keys = store::all(&mut door.reader().await?).await?;
        let Some(key) = keys.iter().find(|key| key.kid == self.kid) else { return Ok(Fresh(None)) };
        let of = key.algorithm;
        let announced =
            keys.iter().filter(|key| key.algorithm == of && key.state == State::Pending);
        for next in announced {
            if open(&door.derived(PURPOSE, next.id), of, next.id, &next.sealed)?.is_some() {
                return Ok(Fresh(None));
            }
        }
        if key.state != State::Active {
            return Ok(Fresh(None));
        }
        let generation = 1 + last(&keys, of);
        let (drawing, now) = (door.clone(), call.now);
        let fresh =
            tokio::task::spawn_blocking(move || drawn(&drawing, of, Move::Begin(generation), now));
        Ok(Fresh(fresh.await.map_err(|_| Fault::defect("drawing a signing key"))??))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Fresh(fresh): &Fresh,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<WithdrawnSigningKey> {
        let keys = store::all(tx).await?;
        let known = keys.iter().find(|key| key.kid == self.kid && key.state != State::Withdrawn);
        let key = known.ok_or_else(|| messages::GONE.refuse())?;
        let stale = || common::STALE.refuse();
        if !store::to(tx, key, State::Withdrawn, call).await? {
            return Err(stale().into());
        }
        tx.subject("signing_key", key.id, key.version + 1);
        if key.state != State::Active {
            return Ok(WithdrawnSigningKey { signs: None });
        }
        let announced = keys
            .iter()
            .filter(|next| next.algorithm == key.algorithm && next.state == State::Pending)
            .max_by_key(|next| next.generation);
        let signs = match (fresh, announced) {
            (Some(fresh), _) if store::insert(tx, fresh, call).await? => fresh.kid.clone(),
            (None, Some(next)) if store::to(tx, next, State::Active, call).await? => {
                next.kid.clone()
            }
            // Another node turned the keys meanwhile.
            _ => return Err(stale().into()),
        };
        Ok(WithdrawnSigningKey { signs: Some(signs) })
    }
}

fn last(keys: &[store::Kept], algorithm: Algorithm) -> i64 {
    let own = keys.iter().filter(|key| key.algorithm == algorithm);
    own.map(|key| key.generation).max().unwrap_or(0)
}
