//! From our records to a wish, and from a wish to a job.

use std::sync::Arc;

use facts::directory::AccountOf;
use facts::entitlement::LicencesOf;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;

use super::{QUEUE, connection};
use crate::plan::{Desired, Presence, Shape, desired};
use crate::shadow::messages::Problem;
use crate::shadow::model::Object;
use crate::shadow::store::{self, Wish};

/// What an account should look like now, and what is known of it.
pub(crate) struct Standing {
    pub(crate) wish: Wish,
    pub(crate) desired: Desired,
    pub(crate) object: Option<Object>,
}

/// Reads everything about one account; none if there is no such account.
pub(crate) async fn standing(
    reader: &mut Reader,
    account: AccountId,
    shape: &Shape,
) -> Result<Option<Standing>> {
    let Some(view) = reader.ask(AccountOf(account)).await? else { return Ok(None) };
    let licences = reader.ask(LicencesOf(account)).await?;
    let desired = desired(&view, &licences, shape);
    let wish = Wish {
        account,
        organisation: view.organisation,
        hash: desired.hash(),
        is_doubted: false,
        problem: None,
    };
    let object = store::find(reader, account).await?;
    Ok(Some(Standing { wish, desired, object }))
}

/// Wishes noted together; more would hold the writer too long.
const TOGETHER: usize = 50;

/// Why accounts are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Something changed here.
    Changed,
    /// Somebody wants it tried again now.
    AskedAgain,
    /// Nothing is known to have happened; only what no wish says yet is noted.
    Missed,
    /// Something changed in the tenant, and what people are told meanwhile.
    Outside(Problem),
}

/// Notes the wishes that are not fulfilled and puts in a job for each. Nothing is written for those that are.
pub(crate) async fn mark(door: &Door, accounts: &[AccountId], why: Why) -> Result<usize> {
    let connection = connection(door);
    let nowhere = Shape { usage_location: String::new() };
    let shape = connection.as_ref().map_or(&nowhere, |connection| connection.shape());
    let mut wishes = Vec::new();
    let mut reader = door.reader().await?;
    for account in accounts {
        let Some(standing) = standing(&mut reader, *account, shape).await? else { continue };
        if needs_work(&standing, why) {
            let problem = match why {
                Why::Outside(problem) => Some(problem),
                Why::Changed | Why::AskedAgain | Why::Missed => None,
            };
            let is_doubted = problem.is_some();
            wishes.push(Wish { is_doubted, problem, ..standing.wish });
        }
    }
    drop(reader);
    let count = wishes.len();
    let (now, is_connected) = (door.clock().now(), connection.is_some());
    for some in wishes.chunks(TOGETHER) {
        let wishes = Arc::new(some.to_vec());
        door.upkeep(move |tx| {
            let wishes = Arc::clone(&wishes);
            Box::pin(async move {
                for wish in wishes.iter() {
                    store::note(tx, wish, now).await?;
                    // Without a connection a job could only wait; the wish waits as well by itself.
                    if is_connected {
                        put_in(tx, wish.account, now, now).await?;
                    }
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(count)
}

fn needs_work(standing: &Standing, why: Why) -> bool {
    let Standing { wish, desired, object } = standing;
    match object {
        // What was never sent and need not exist leaves no trace.
        None => desired.presence == Presence::Live,
        Some(object) => match why {
            Why::Outside(_) => true,
            Why::Changed | Why::AskedAgain => !object.is_settled(&wish.hash, wish.organisation),
            // What is on its way with this very wish goes on as it is, refusals and pauses and all.
            Why::Missed => !object.wishes(&wish.hash, wish.organisation),
        },
    }
}

/// Puts in a job for an account, unless one is due by then already.
pub(crate) async fn put_in(
    tx: &mut WriteTx,
    account: AccountId,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    if store::claim_place(tx, account, due_at, now).await? {
        tx.enqueue(QUEUE, &account.to_string(), "{}", due_at).await?;
    }
    Ok(())
}
