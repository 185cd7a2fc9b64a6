//! Letters before a password ends, where passwords end at all.
//!
//! At national size a twentieth of all passwords end within the first of these days. So a look asks only for those whose
//! letter has just become due, by an index over when passwords were set, some thousands an hour: what was missed while
//! nothing ran for hours is left to the next letter, and before the last one nobody is missed.

use facts::signin::{EndingPassword, PasswordsEnding};
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::Result;

use super::clocks::PAGE;
use super::hear::account_values;
use super::write::{Occasion, day, write_to};
use crate::notices::messages::{self, catalogue};
use crate::notices::store;

/// Days before the end at which somebody is told, each with the hours in which its letter is written.
const LETTERS: [(i64, i64); 5] = [(1, 24), (2, 3), (5, 3), (10, 3), (18, 3)];

/// Writes the letters that have become due, each once. How many there were.
pub(super) async fn warn(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let mut written = 0;
    for (days, hours) in LETTERS {
        let by = now.plus_days(days);
        let from = by.plus_seconds(-hours * 3600);
        let mut after = None;
        loop {
            let mut reader = door.reader().await?;
            let asked = PasswordsEnding { at: now, from, by, after, limit: PAGE };
            let page = reader.ask(asked).await?;
            drop(reader);
            let Some(last) = page.last() else { break };
            after = Some((last.ends_at, last.account));
            for ending in page {
                written += letter(door, days, &ending, now).await?;
            }
        }
    }
    Ok(written)
}

async fn letter(door: &Door, days: i64, ending: &EndingPassword, now: Timestamp) -> Result<usize> {
    let notice = &catalogue::PASSWORD_ENDS;
    // Another password, or another end of the same one, is another occasion.
    let key = format!("ends:{}:{}:{days}", ending.account, ending.ends_at.micros());
    if ending.ends_at <= now
        || store::is_written(&mut door.reader().await?, &key, notice.key).await?
    {
        return Ok(0);
    }
    let values = account_values(door, ending.account)
        .await?
        .with("day", day(door, ending.ends_at))
        .with("left", messages::days(days));
    write_to(door, ending.account, &Occasion::of(notice, key, values)).await
}
