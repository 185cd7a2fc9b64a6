//! Passwords that somebody had before are not taken again.

use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result};

use crate::passwords::{Demands, Place, messages, store};

/// Refuses a password that is among the last ones of an account.
pub(crate) async fn refuse_earlier(
    door: &Door,
    place: &Place,
    account: AccountId,
    demands: &Demands,
    password: &str,
    field: &'static str,
) -> Result<()> {
    match is_earlier(door, place, account, demands, password).await? {
        true => Err(refusal(demands, field).into()),
        false => Ok(()),
    }
}

/// How such a password is refused.
pub(crate) fn refusal(demands: &Demands, field: &'static str) -> Refusal {
    messages::EARLIER.at(field).with("limit", demands.history)
}

/// Whether a password is among the last ones of an account, the one in use among them. Each comparison costs a hash, so they
/// are made one after the other in the one place that the change has in the queue, and only for somebody who has proved who
/// they are.
pub(crate) async fn is_earlier(
    door: &Door,
    place: &Place,
    account: AccountId,
    demands: &Demands,
    password: &str,
) -> Result<bool> {
    let hashes = {
        let mut reader = door.reader().await?;
        let current = store::credential(&mut reader, account).await?;
        let before = demands.history - i64::from(current.is_some());
        let earlier = store::earlier(&mut reader, account, before).await?;
        current.into_iter().map(|credential| credential.hash).chain(earlier).collect::<Vec<_>>()
    };
    for hash in hashes {
        if place.verify(Some(&hash), password).await? {
            return Ok(true);
        }
    }
    Ok(false)
}
