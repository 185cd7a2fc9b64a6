//! What the clock does about cases: the second step is asked for again, and words about what is long over are removed.

use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Kind, Result};

use super::commands::CHUNK;
use super::model::WORDS_DAYS;
use super::{EndLift, ForgetCaseWords, store};

/// Cases of one look.
const SOME: i64 = 100;

/// Asks those for the second step again for whom it was left out until now. Signing in does so by itself from that moment on;
/// this ends the sessions that began without one, and has administrators told.
pub(crate) async fn arm(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let due = store::to_arm(&mut door.reader().await?, now, SOME).await?;
    let mut first = Ok(());
    for person in due {
        let call = door.call(Actor::Service("compromise"), Face::Job);
        match door.perform(call, EndLift { person }).await {
            Ok(_) => {}
            // Another process was quicker, or somebody ended it by hand.
            Err(Error::Refused(refusal))
                if matches!(refusal.kind, Kind::Conflict | Kind::NotFound | Kind::Stale) => {}
            // One of them keeps nobody else waiting.
            Err(error) => first = first.and(Err(error)),
        }
    }
    first
}

/// Removes the words about cases that were closed long ago; where none is, it reads an index.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let days = reader.dated(&WORDS_DAYS, None, now).await?;
    let is_any = !store::to_forget(&mut reader, now.plus_days(-days), 1).await?.is_empty();
    drop(reader);
    if !is_any {
        return Ok(());
    }
    loop {
        let call = door.call(Actor::Service("compromise"), Face::Job);
        // As many as one act takes: there may be more.
        if door.perform(call, ForgetCaseWords {}).await?.output.cases < CHUNK as u64 {
            return Ok(());
        }
    }
}
