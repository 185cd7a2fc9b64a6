//! Looks at everybody: whether the tenant shows what our records say.

use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use wire::graph::BATCH_LIMIT;

use super::connection;
use super::send::{Look, outage, send, works};
use super::wishes::{Standing, standing};
use crate::graph::Connection;
use crate::plan::{Observed, Presence, plan};
use crate::shadow::{messages, store};

/// Accounts read at once.
const PAGE: i64 = 200;

/// What a look at everybody came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts looked at.
    pub looked: u64,
    /// Write calls sent to the tenant; 0 if nothing differed.
    pub wrote: u64,
}

/// Looks at every account that was ever to go to the tenant, by key range in short reads, and puts right what
/// differs. Where nothing differs, nothing is written, here or there.
///
/// # Errors
/// If there is no connection, or the tenant does not answer.
pub async fn reconcile(door: &Door) -> Result<Report> {
    let connection = connection(door).ok_or_else(|| messages::NOT_CONNECTED.refuse())?;
    let mut report = Report::default();
    let mut after: Option<AccountId> = None;
    loop {
        let mut reader = door.reader().await?;
        let rows = store::page(&mut reader, after, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.account) else {
            drop(reader);
            works(door, &connection).await?;
            return Ok(report);
        };
        let mut page = Vec::with_capacity(rows.len());
        for row in &rows {
            page.extend(standing(&mut reader, row.account, connection.shape()).await?);
        }
        drop(reader);
        for few in page.chunks(BATCH_LIMIT) {
            for account in differing(door, &connection, few).await? {
                report.wrote += send(door, account, Look::Always).await?;
            }
        }
        report.looked += page.len() as u64;
        after = Some(last);
    }
}

/// Those of a few accounts that have to be looked at one by one.
async fn differing(
    door: &Door,
    connection: &Connection,
    few: &[Standing],
) -> Result<Vec<AccountId>> {
    let key = |standing: &Standing| standing.object.as_ref().and_then(|row| row.tenant_id.clone());
    let keys: Vec<String> = few.iter().filter_map(key).collect();
    let users = match connection.users(&keys).await {
        Ok(users) => users,
        Err(trouble) => return Err(outage(door, connection, &trouble).await?),
    };
    let mut users = users.into_iter();
    let mut differing = Vec::new();
    for standing in few {
        let user = key(standing).and_then(|_| users.next().flatten());
        let observed = user.map_or(Observed::Absent, |user| Observed::Live(Box::new(user)));
        let Standing { wish, desired, object } = standing;
        let is_settled =
            object.as_ref().is_some_and(|object| object.is_settled(&wish.hash, wish.organisation));
        // Nobody there is as it should be only for those who should not be there.
        let is_right = plan(desired, &observed).is_empty();
        let is_done = desired.presence == Presence::Erased || desired.presence == Presence::Outside;
        if !(is_settled && (is_right || is_done)) {
            differing.push(wish.account);
        }
    }
    Ok(differing)
}
