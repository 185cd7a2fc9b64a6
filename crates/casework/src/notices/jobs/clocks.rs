//! Letters about days to come, letters whose job was lost, and letters that are old.

use std::sync::Arc;

use facts::directory::{EndClock, Ending, EndingBy};
use facts::entitlement::{EndingLicences, LicencesEnding, ProductNamed};
use facts::signin::{EndingLink, StartLinksEnding};
use kernel::authority::Role;
use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::refusal::Result;

use super::hear::{ADMINISTRATORS, account_values};
use super::write::{Occasion, day, write_outside, write_to, write_to_administrators};
use super::{QUEUE, Relay, joining, passwords};
use crate::notices::messages::{self, catalogue};
use crate::notices::model::template::Values;
use crate::notices::model::{LOG_DAYS, Notice, WORDS_DAYS};
use crate::notices::store;

/// Days before an account ends at which somebody is told.
const ACCOUNT_DAYS: [i64; 3] = [1, 7, 14];
/// Days before licences end at which somebody is told.
const LICENCE_DAYS: [i64; 4] = [7, 30, 60, 90];
/// Days before a start link ends at which whoever has not opened it is reminded.
const LINK_DAYS: [i64; 1] = [2];
/// Rows looked at in one read, and changed in one write.
pub(super) const PAGE: i64 = 200;
/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// Puts in a job for every letter that waits without one. Without a relay they wait.
pub async fn wake(door: &Door) -> Result<usize> {
    if door.ports().port::<Relay>().is_err() {
        return Ok(0);
    }
    let (mut after, mut woken) = (None, 0);
    loop {
        let now = door.clock().now();
        let mut reader = door.reader().await?;
        let page = store::not_queued(&mut reader, now, after, PAGE).await?;
        drop(reader);
        let Some((last, _)) = page.last() else { return Ok(woken) };
        after = Some(*last);
        woken += page.len();
        let page = Arc::new(page);
        door.upkeep(move |tx| {
            let page = Arc::clone(&page);
            Box::pin(async move {
                for (id, due_at) in page.iter() {
                    store::queue(tx, QUEUE, *id, (*due_at).max(now), now).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
}

/// Writes the letters about accounts, licences, start links and passwords that end soon, and about organisations on their way, each
/// once. How many there were.
pub async fn warn(door: &Door) -> Result<usize> {
    let leavers = accounts(door, EndClock::Leaver, &catalogue::LEAVER_ENDS).await?;
    let disabled = accounts(door, EndClock::Disabled, &catalogue::DISABLED_ENDS).await?;
    let ending = licences(door).await? + links(door).await? + passwords::warn(door).await?;
    Ok(leavers + disabled + ending + joining::warn(door).await?)
}

/// The nearest of the days at which somebody is told, if it has come; and what is left, in whole days, rounded up.
pub(super) fn step(days: &[i64], at: Timestamp, now: Timestamp) -> Option<(i64, i64)> {
    let left = at.micros() - now.micros();
    let whole = left.div_euclid(DAY) + i64::from(left.rem_euclid(DAY) > 0);
    let step = days.iter().copied().find(|days| whole <= *days)?;
    (left > 0).then_some((step, whole))
}

async fn accounts(door: &Door, clock: EndClock, notice: &'static Notice) -> Result<usize> {
    let now = door.clock().now();
    let by = now.plus_days(ACCOUNT_DAYS[ACCOUNT_DAYS.len() - 1]);
    let (mut after, mut written) = (None, 0);
    loop {
        let mut reader = door.reader().await?;
        let page = reader.ask(EndingBy { clock, by, after, limit: PAGE }).await?;
        drop(reader);
        let Some(last) = page.last() else { return Ok(written) };
        after = Some((last.at, last.account));
        for ending in page {
            written += account(door, clock, notice, &ending, now).await?;
        }
    }
}

async fn account(
    door: &Door,
    clock: EndClock,
    notice: &'static Notice,
    ending: &Ending,
    now: Timestamp,
) -> Result<usize> {
    let Some((step, left)) = step(&ACCOUNT_DAYS, ending.at, now) else { return Ok(0) };
    // A date that is moved is another occasion.
    let key = format!("ends:{}:{}:{step}", ending.account, ending.at.micros());
    if store::is_written(&mut door.reader().await?, &key, notice.key).await? {
        return Ok(0);
    }
    let values = account_values(door, ending.account)
        .await?
        .with("day", day(door, ending.at))
        .with("left", messages::days(left));
    let occasion = Occasion::of(notice, key, values);
    match clock {
        EndClock::Leaver => write_to(door, ending.account, &occasion).await,
        EndClock::Disabled => {
            write_to_administrators(door, ending.organisation, &occasion, ADMINISTRATORS).await
        }
    }
}

async fn licences(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let by = now.plus_days(LICENCE_DAYS[LICENCE_DAYS.len() - 1]);
    let (mut after, mut written) = (None, 0);
    loop {
        let mut reader = door.reader().await?;
        let page = reader.ask(LicencesEnding { from: now, by, after, limit: PAGE }).await?;
        drop(reader);
        let Some(last) = page.last() else { return Ok(written) };
        after = Some(last.allotment);
        for ending in page {
            written += part(door, &ending, now).await?;
        }
    }
}

async fn part(door: &Door, ending: &EndingLicences, now: Timestamp) -> Result<usize> {
    let Some((step, left)) = step(&LICENCE_DAYS, ending.ends_at, now) else { return Ok(0) };
    let notice = &catalogue::LICENCES_END;
    let key = format!("ends:{}:{}:{step}", ending.allotment, ending.ends_at.micros());
    let mut reader = door.reader().await?;
    if store::is_written(&mut reader, &key, notice.key).await? {
        return Ok(0);
    }
    let product = reader.ask(ProductNamed(ending.sku)).await?.unwrap_or_default();
    drop(reader);
    let values = Values::default()
        .with("day", day(door, ending.ends_at))
        .with("left", messages::days(left))
        .with("count", messages::licences(ending.count))
        .with("product", product);
    let roles = [ADMINISTRATORS, &[Role::LicenceAdministrator]].concat();
    let occasion = Occasion::of(notice, key, values);
    write_to_administrators(door, ending.organisation, &occasion, &roles).await
}

async fn links(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let by = now.plus_days(LINK_DAYS[LINK_DAYS.len() - 1]);
    let (mut after, mut written) = (None, 0);
    loop {
        let mut reader = door.reader().await?;
        let page = reader.ask(StartLinksEnding { from: now, by, after, limit: PAGE }).await?;
        drop(reader);
        let Some(last) = page.last() else { return Ok(written) };
        after = Some(last.account);
        for ending in page {
            written += link(door, &ending, now).await?;
        }
    }
}

async fn link(door: &Door, ending: &EndingLink, now: Timestamp) -> Result<usize> {
    let Some((step, left)) = step(&LINK_DAYS, ending.until, now) else { return Ok(0) };
    // Whoever has had the letter for less than a day is not reminded of it yet.
    if now < ending.sent_at.plus_days(1) {
        return Ok(0);
    }
    let notice = &catalogue::START_LINK_ENDS;
    // Another link, or another day, is another occasion.
    let key = format!("ends:{}:{}:{step}", ending.account, ending.until.micros());
    if store::is_written(&mut door.reader().await?, &key, notice.key).await? {
        return Ok(0);
    }
    let values = account_values(door, ending.account)
        .await?
        .with("day", day(door, ending.until))
        .with("left", messages::days(left))
        .with_unwritten("link");
    write_outside(door, ending.account, &ending.address, &Occasion::of(notice, key, values)).await
}

/// Removes the words of old letters, and the lines of very old ones, a page at a time. How many were touched.
pub async fn forget_old(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let words_before = now.plus_days(-reader.dated(&WORDS_DAYS, None, now).await?);
    let lines_before = now.plus_days(-reader.dated(&LOG_DAYS, None, now).await?);
    drop(reader);
    let mut touched = 0;
    loop {
        let (words, lines) = door
            .upkeep(move |tx| {
                Box::pin(async move {
                    let why = messages::LAPSED;
                    let words = store::forget_words(tx, words_before, PAGE, why).await?;
                    Ok((words, store::forget_lines(tx, lines_before, PAGE).await?))
                })
            })
            .await?;
        touched += words + lines;
        if words + lines == 0 {
            return Ok(touched);
        }
    }
}
