//! The password in use, asked of its owner before something about the account changes.

use kernel::clock::Timestamp;
use kernel::refusal::Result;

use crate::attempts::{self, Tried, Verdict};
use crate::gate::Gate;
use crate::passwords::{HashingPool, Place, messages, store};

/// Whether it is the password of the account; counted like one at sign-in. Gives its version, and a place to hash at.
pub(crate) async fn own(
    gate: &Gate,
    pool: &HashingPool,
    tried: &Tried<'_>,
    current: &str,
    now: Timestamp,
) -> Result<(i64, Place)> {
    let attempt = attempts::begin(gate, pool, tried, now).await?;
    let credential = match attempt.account() {
        Some(account) => store::credential(&mut gate.door()?.reader().await?, account).await?,
        None => None,
    };
    let hash = credential.as_ref().map(|credential| credential.hash.as_str());
    let right = attempt.place().verify(hash, current).await?;
    let verdict = if right { Verdict::Right } else { Verdict::Wrong };
    let place = attempt.settle(verdict).await?;
    match credential {
        Some(credential) if right => Ok((credential.version, place)),
        _ => Err(messages::WRONG.at("current").into()),
    }
}
