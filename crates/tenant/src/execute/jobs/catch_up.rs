//! Finds accounts whose changes never reached the shadow: a fact can be parked, or lost with a restored database.

use facts::directory::AccountsAfter;
use kernel::door::Door;
use kernel::refusal::Result;

use super::hear::wake;
use super::wishes::{Why, mark};

/// Accounts looked at in one short read.
const PAGE: i64 = 200;

/// Looks at every account there is, by key range in short reads, and notes what should go to the tenant and does not
/// wait for it. Says how many that were. It compares our own records only and asks the tenant nothing.
pub async fn catch_up(door: &Door) -> Result<u64> {
    let (mut after, mut missed) = (None, 0);
    loop {
        let mut reader = door.reader().await?;
        let accounts = reader.ask(AccountsAfter { after, limit: PAGE }).await?;
        drop(reader);
        let Some(last) = accounts.last().copied() else { break };
        missed += mark(door, &accounts, Why::Missed).await? as u64;
        after = Some(last);
    }
    // What waits already may have lost its job in the same way.
    wake(door).await?;
    Ok(missed)
}
