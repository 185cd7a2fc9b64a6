//! More than can be done: sign-ins arrive at a rate, whatever became of those before.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::flow::{Browser, Busy};
use super::people::Signers;
use super::provider::Provider;

/// What became of those who arrived.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pressed {
    pub(super) done: u64,
    /// Answered 503 with the seconds after which to come back.
    pub(super) told_to_come_back: u64,
    pub(super) failed: u64,
    /// Did not arrive, for want of people with a code.
    pub(super) missing: u64,
}

/// How long they arrive before anything is counted: until then the queue fills.
const BEFORE: Duration = Duration::from_secs(3);

/// Lets so many arrive a second, and counts what becomes of them in a time. Who is not through when it ends is not counted.
pub(super) async fn press(
    provider: &Arc<Provider>,
    signers: &Arc<Signers>,
    rate: f64,
    time: Duration,
) -> Pressed {
    let mut ticks = interval(Duration::from_secs_f64(1.0 / rate));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let (mut arriving, mut pressed) = (JoinSet::new(), Pressed::default());
    let (counting, over) = (tokio::time::sleep(BEFORE), tokio::time::sleep(BEFORE + time));
    tokio::pin!(counting, over);
    let mut is_counting = false;
    loop {
        tokio::select! {
            () = &mut over => break,
            () = &mut counting, if !is_counting => {
                (is_counting, pressed) = (true, Pressed::default());
            }
            _ = ticks.tick() => {
                let (provider, signers) = (Arc::clone(provider), Arc::clone(signers));
                arriving.spawn(async move {
                    let (signer, code) = signers.next()?;
                    Some(Browser::default().enter_with(&provider, signer, &code).await)
                });
            }
            Some(came) = arriving.join_next() => match came {
                Ok(Some(Ok(_))) => pressed.done += 1,
                Ok(Some(Err(error))) if error.is::<Busy>() => pressed.told_to_come_back += 1,
                Ok(Some(Err(error))) => {
                    tracing::warn!(%error, "a sign-in failed");
                    pressed.failed += 1;
                }
                // Everybody's codes are used, or a task ended: what is measured would be no overload.
                Ok(None) | Err(_) => pressed.missing += 1,
            },
        }
    }
    pressed
}
