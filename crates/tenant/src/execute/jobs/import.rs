//! What changed in the tenant: confirms what is on its way, and has put right what others changed.

use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use wire::graph::User;

use super::connection;
use super::send::{outage, works};
use super::wishes::{Standing, Why, mark, standing};
use crate::graph::{Connection, Round};
use crate::plan::{Observed, plan};
use crate::shadow::messages;
use crate::shadow::model::State;
use crate::shadow::store::{self, Ending, Wish};

/// Days after which the place is stored again although nothing changed; the tenant forgets it after seven.
const KEEP_DAYS: i64 = 1;

/// What a look at the changes came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Users the tenant named.
    pub seen: u64,
    /// Accounts that others changed there and that are being put back.
    pub changed_outside: u64,
    /// Accounts found to be live.
    pub confirmed: u64,
    /// Whether the tenant had forgotten our place and everybody was looked at.
    pub from_the_start: bool,
}

/// Reads what changed in the tenant since the last look, to its end. The place is stored after every page, so an
/// end half-way costs one page.
///
/// # Errors
/// If there is no connection, or the tenant does not answer.
pub async fn confirm_by_delta(door: &Door) -> Result<Imported> {
    let connection = connection(door).ok_or_else(|| messages::NOT_CONNECTED.refuse())?;
    let mut imported = Imported::default();
    let mut reader = door.reader().await?;
    let kept = store::import_link(&mut reader).await?;
    drop(reader);
    let (mut link, finished) = kept.map_or((None, None), |(link, at)| (Some(link), at));
    loop {
        let page = match connection.changes(link.as_deref()).await {
            Ok(Round::Page(page)) => page,
            Ok(Round::Forgotten) if imported.from_the_start => {
                return Err(
                    Fault::outage("reading changes whose place is forgotten at once").into()
                );
            }
            Ok(Round::Forgotten) => {
                imported.from_the_start = true;
                link = None;
                door.upkeep(|tx| Box::pin(async move { Ok(store::forget_import_link(tx).await?) }))
                    .await?;
                continue;
            }
            Err(trouble) => return Err(outage(door, &connection, &trouble).await?),
        };
        take_in(door, &connection, &page.value, &mut imported).await?;
        let is_last = page.next_link.is_none();
        let now = door.clock().now();
        let next = page.next_link.or(page.delta_link);
        let Some(next) = next else {
            return Err(Fault::outage("reading a page of changes that leads nowhere").into());
        };
        let is_quiet = is_last && page.value.is_empty() && link.is_some();
        if !(is_quiet && finished.is_some_and(|at| at.plus_days(KEEP_DAYS) > now)) {
            keep(door, next.clone(), is_last.then_some(now)).await?;
        }
        if is_last {
            works(door, &connection).await?;
            return Ok(imported);
        }
        link = Some(next);
    }
}

async fn keep(door: &Door, link: String, finished: Option<Timestamp>) -> Result<()> {
    door.upkeep(move |tx| {
        let link = link.clone();
        Box::pin(async move { Ok(store::keep_import_link(tx, &link, finished).await?) })
    })
    .await
}

/// Compares the users of a page with our records.
async fn take_in(
    door: &Door,
    connection: &Connection,
    users: &[User],
    imported: &mut Imported,
) -> Result<()> {
    let (mut outside, mut confirmed): (Vec<AccountId>, Vec<Wish>) = (Vec::new(), Vec::new());
    let mut reader = door.reader().await?;
    for user in users {
        imported.seen += 1;
        let Some(Standing { wish, desired, object: Some(object) }) =
            ours(&mut reader, connection, user).await?
        else {
            continue;
        };
        let steps = plan(&desired, &seen(user));
        if steps.is_empty() {
            if object.state == State::Sent && object.desired_hash == wish.hash {
                confirmed.push(wish);
            }
        } else if object.is_settled(&wish.hash, wish.organisation)
            && !outside.contains(&wish.account)
        {
            // What is on its way differs for a while; what has arrived must not.
            outside.push(wish.account);
        }
    }
    drop(reader);
    imported.changed_outside += outside.len() as u64;
    imported.confirmed += confirmed.len() as u64;
    mark(door, &outside, Why::Outside(messages::CHANGED_OUTSIDE)).await?;
    if confirmed.is_empty() {
        return Ok(());
    }
    let (confirmed, now) = (Arc::new(confirmed), door.clock().now());
    door.upkeep(move |tx| {
        let confirmed = Arc::clone(&confirmed);
        Box::pin(async move {
            for wish in confirmed.iter() {
                store::settle(tx, wish, None, &Ending::Confirmed, now).await?;
            }
            Ok(())
        })
    })
    .await
}

/// The account behind a user; none for users this service did not make or find.
async fn ours(
    reader: &mut Reader,
    connection: &Connection,
    user: &User,
) -> Result<Option<Standing>> {
    match store::with_tenant_id(reader, &user.id).await? {
        Some(object) => standing(reader, object.account, connection.shape()).await,
        None => Ok(None),
    }
}

fn seen(user: &User) -> Observed {
    match user.removed.as_ref().map(|removed| removed.reason.as_str()) {
        None => Observed::Live(Box::new(user.clone())),
        Some("deleted") => Observed::Absent,
        Some(_) => Observed::Deleted(user.id.clone()),
    }
}
