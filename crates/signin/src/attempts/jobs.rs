//! Clearing the log of sign-ins, and looking whether many networks guess together.

use facts::directory::AccountOf;
use kernel::clock::Timestamp;
use kernel::door::{Actor, Door, Face};
use kernel::refusal::{Error, Kind, Result};

use super::model::{HOUR, LOG_DAYS, MANY_ACCOUNTS, MANY_NETWORKS, told_since};
use super::{WarnOfGuessing, store};
use crate::people::NOBODY;

/// Lines cleared in one write, so that nobody waits long behind it.
const CHUNK: u64 = 500;
/// Accounts that are told of in one sweep.
const WARNED: i64 = 20;

/// Clears lines that are older than the log is kept.
pub(crate) async fn forget_old(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let mut reader = door.reader().await?;
    let days = reader.dated(&LOG_DAYS, None, now).await?;
    let before = now.plus_days(-days);
    let is_any = store::has_lines_before(&mut reader, before).await?;
    // An hour counts; two are kept, in case the clock is put back.
    let hour = now.plus_seconds(-2 * HOUR);
    let is_counted = store::has_networks_before(&mut reader, hour).await?;
    drop(reader);
    if is_counted {
        forget_networks(door, hour).await?;
    }
    if !is_any {
        return Ok(());
    }
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_lines(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}

async fn forget_networks(door: &Door, before: Timestamp) -> Result<()> {
    loop {
        let cleared = door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::clear_networks(tx, before, CHUNK).await?) })
            })
            .await?;
        if cleared < CHUNK {
            return Ok(());
        }
    }
}

/// Has those who run the service told where many networks guess together; where nobody guesses, it reads two indexes and writes
/// nothing.
pub(crate) async fn warn(door: &Door) -> Result<()> {
    let now = door.clock().now();
    let since = now.plus_seconds(-HOUR);
    let mut reader = door.reader().await?;
    let networks = reader.dated(&MANY_NETWORKS, None, now).await?;
    let names = reader.dated(&MANY_ACCOUNTS, None, now).await?;
    let told = told_since(now);
    let mut whom = Vec::new();
    for account in store::surrounded(&mut reader, (since, told), networks, WARNED).await? {
        // One that is gone since is nobody's danger.
        if reader.ask(AccountOf(account)).await?.is_some() {
            whom.push(Some(account));
        }
    }
    if store::names_in_vain(&mut reader, since).await? >= names
        && !store::was_told(&mut reader, NOBODY.0, told).await?
    {
        whom.push(None);
    }
    drop(reader);
    for person in whom {
        let call = door.call(Actor::Service("sign-in"), Face::Job);
        match door.perform(call, WarnOfGuessing { person }).await {
            Ok(_) => {}
            // It went in this very moment.
            Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
