//! What the clock does: a letter where an account was not tried for too long.

use kernel::door::{Actor, Door, Face};
use kernel::refusal::Result;

use super::model::{DRILL_DAYS, REMIND_DAYS};
use super::{RemindOfDrill, store};

/// Has people reminded; where nothing is due it reads the accounts, which are few.
pub(crate) async fn remind(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let all = store::all(&mut reader).await?;
    if all.is_empty() {
        return Ok(());
    }
    let drill = reader.dated(&DRILL_DAYS, None, now).await?;
    let again = reader.dated(&REMIND_DAYS, None, now).await?;
    drop(reader);
    let due = all.into_iter().filter(|kept| {
        kept.drilled_at.plus_days(drill) <= now && kept.reminded_at.plus_days(again) <= now
    });
    for kept in due {
        let call = door.call(Actor::Service("break-glass"), Face::Job);
        door.perform(call, RemindOfDrill { person: kept.account }).await?;
    }
    Ok(())
}
