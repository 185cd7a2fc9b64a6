//! How many cards a person may look at in a minute.
//!
//! The count is kept in memory, inside the query, so that no face can get round it: a count in a table would need a
//! write, which a query cannot make, and whoever forgot to ask for it would be without a limit. Several processes on
//! one database count for themselves, so a person gets at most that many times the limit; a restart forgets a
//! minute.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Result;

use crate::people::messages;

/// Cards a minute a person (decision 16).
pub(super) const CARDS_A_MINUTE: usize = 60;
/// People remembered before those of earlier minutes are forgotten.
const REMEMBERED: usize = 50_000;
const MINUTE: i64 = 60_000_000;

/// For each person the minute of the last look and the cards seen in it.
static LOOKS: LazyLock<Mutex<HashMap<AccountId, (i64, usize)>>> = LazyLock::new(Mutex::default);

/// Takes up to `wanted` cards out of what the caller may still see in this minute, at least one even if there is
/// nothing to show, because asking for an address is a look too. The host and the service itself are not counted.
pub(super) fn take(call: &Call, wanted: usize) -> Result<usize> {
    let Some(account) = call.actor.account() else { return Ok(wanted) };
    let minute = call.now.micros().div_euclid(MINUTE);
    let mut looks = LOOKS.lock().unwrap_or_else(PoisonError::into_inner);
    if looks.len() >= REMEMBERED {
        looks.retain(|_, (last, _)| *last == minute);
    }
    let (last, seen) = looks.entry(account).or_insert((minute, 0));
    if *last != minute {
        (*last, *seen) = (minute, 0);
    }
    let left = CARDS_A_MINUTE.saturating_sub(*seen);
    if left == 0 {
        let over = (minute + 1) * MINUTE - call.now.micros();
        let seconds = u32::try_from(over / 1_000_000 + 1).unwrap_or(60);
        return Err(messages::CARDS_LIMITED.refuse().retry_after(seconds).into());
    }
    let granted = wanted.min(left);
    *seen += granted.max(1);
    Ok(granted)
}

/// Takes one look.
pub(crate) fn take_look(call: &Call) -> Result<()> {
    take(call, 1).map(drop)
}
