//! Turning the keys.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::gate::Gate;
use crate::oidc::LONGEST_TOKEN_SECONDS;
use crate::signing_keys::model::{
    Algorithm, DOCUMENT_PUBLISHED_DAYS, DOCUMENT_ROTATION_DAYS, Family, KEPT_HOURS, Move,
    PUBLISHED_HOURS, Pair, ROTATION_DAYS, Stage, State, Times, due, kid_of, open, seal,
};
use crate::signing_keys::{authority, store};

/// What sets these keys apart from others of the installation.
pub(in crate::signing_keys) const PURPOSE: &str = "signing key";

/// Publishes, uses and withdraws signing keys as their time comes. Where nothing is due it changes nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnSigningKeys {
    /// Which keys.
    #[serde(default)]
    pub family: Family,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Turned {
    /// How many moves were made.
    pub moves: u64,
}

/// What is due for one algorithm, and the new key that it needs, if it does.
pub struct Ready {
    algorithm: Algorithm,
    moves: Vec<Move>,
    fresh: Option<store::Kept>,
}

/// What is due, over all algorithms of a family.
pub(in crate::signing_keys) async fn moves(
    door: &Door,
    family: Family,
    now: Timestamp,
) -> Result<Vec<(Algorithm, Vec<Move>)>> {
    let mut reader = door.reader().await?;
    let times = times(&mut reader, family, now).await?;
    let keys = store::all(&mut reader).await?;
    let mut found = Vec::new();
    for algorithm in Algorithm::of(family).iter().copied() {
        let mut stages = Vec::new();
        for key in keys.iter().filter(|key| key.algorithm == algorithm) {
            let signs = matches!(key.state, State::Active | State::Pending);
            let secret = door.derived(PURPOSE, key.id);
            let is_readable = !signs || open(&secret, algorithm, key.id, &key.sealed)?.is_some();
            let (generation, state, since) = (key.generation, key.state, key.moved_at);
            stages.push(Stage { generation, state, since, is_readable });
        }
        found.push((algorithm, due(&stages, times, now)));
    }
    Ok(found)
}

async fn times(reader: &mut Reader, family: Family, now: Timestamp) -> Result<Times, Fault> {
    let (rotation, published) = match family {
        Family::Tokens => (
            reader.dated(&ROTATION_DAYS, None, now).await? * 86_400,
            reader.dated(&PUBLISHED_HOURS, None, now).await? * 3600,
        ),
        Family::Documents => (
            reader.dated(&DOCUMENT_ROTATION_DAYS, None, now).await? * 86_400,
            reader.dated(&DOCUMENT_PUBLISHED_DAYS, None, now).await? * 86_400,
        ),
    };
    Ok(Times {
        rotation,
        published,
        kept: reader.dated(&KEPT_HOURS, None, now).await? * 3600 + LONGEST_TOKEN_SECONDS,
    })
}

pub(super) fn drawn(
    door: &Door,
    algorithm: Algorithm,
    one: Move,
    now: Timestamp,
) -> Result<Option<store::Kept>, Fault> {
    let (generation, state) = match one {
        Move::Begin(generation) => (generation, State::Active),
        Move::Publish(generation) => (generation, State::Pending),
        Move::To(..) => return Ok(None),
    };
    let (id, pair) = (ids::new_at(now), Pair::draw(algorithm)?);
    let public = pair.public()?;
    Ok(Some(store::Kept {
        id,
        algorithm,
        generation,
        kid: kid_of(&public),
        state,
        moved_at: now,
        sealed: seal(&door.derived(PURPOSE, id), algorithm, id, &pair)?,
        public,
        version: 1,
    }))
}

impl Command for TurnSigningKeys {
    const NAME: &'static str = "signing-key.turn";
    const ACTION: Action = authority::TURN;
    const REPEATABLE: bool = false;
    type Prepared = Vec<Ready>;
    type Output = Turned;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Vec<Ready>> {
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        // One at a time: to draw a pair takes a processor, and whoever waited finds that it was done.
        let _turn = gate.keys().await;
        let due = moves(door, self.family, call.now).await?;
        let (drawing, now) = (door.clone(), call.now);
        let ready = tokio::task::spawn_blocking(move || {
            let mut ready = Vec::new();
            for (algorithm, moves) in due {
                let mut fresh = None;
                for one in &moves {
                    fresh = drawn(&drawing, algorithm, *one, now)?.or(fresh);
                }
                ready.push(Ready { algorithm, moves, fresh });
            }
            Ok::<_, Fault>(ready)
        });
        Ok(ready.await.map_err(|_| Fault::defect("drawing a signing key"))??)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        ready: &Vec<Ready>,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Turned> {
        let mut done = 0;
        let keys = store::all(tx).await?;
        for Ready { algorithm, moves, fresh } in ready {
            for one in moves {
                let is_done = match (one, fresh) {
                    (Move::To(generation, state), _) => {
                        let key = keys.iter().find(|key| {
                            key.algorithm == *algorithm && key.generation == *generation
                        });
                        match key {
                            Some(key) => store::to(tx, key, *state, call).await?,
                            None => false,
                        }
                    }
                    (_, Some(fresh)) => store::insert(tx, fresh, call).await?,
                    (_, None) => false,
                };
                // Another node turned them meanwhile: what was looked at is not how things are.
                if !is_done {
                    return Err(common::STALE.refuse().into());
                }
                done += 1;
            }
        }
        Ok(Turned { moves: done })
    }
}
