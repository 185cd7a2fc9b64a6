//! Keeping the counts: what is told marks them, the look works them out, the sweep finds those that are missing.

use std::sync::Arc;

use facts::access::{GrantEnded, GrantGiven};
use facts::directory::{
    AccountDeleted, AccountDisabled, AccountEnabled, AccountRestored, AccountStarted,
    MailboxMarked, OpenOrganisationsAfter, OrganisationClosed, OrganisationOf, OrganisationOpened,
    OrganisationServed,
};
use kernel::authority::{GrantSpan, descendants_after, find_grant, grants_of, served_mark};
use kernel::clock::Timestamp;
use kernel::db::{BoxFuture, Reader};
use kernel::door::{After, Door, Fact, Told};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Fault, Result};
use serde::Deserialize;

use super::store::{self, Count, Due, Looked};
use crate::grants::{ENOUGH_ADMINISTRATORS, administrators_at};

/// Organisations looked at in one read, and changed in one write.
const CHUNK: i64 = 200;
/// Chunks of one run: what is left is done in the next one, so that other clocks are not held up.
const CHUNKS: usize = 20;
/// Days after which an organisation is looked at again though nothing was told: the tree may have changed.
const AGAIN_DAYS: i64 = 1;

const HEARD: &[&str] = &[
    GrantGiven::NAME,
    GrantEnded::NAME,
    AccountDisabled::NAME,
    AccountEnabled::NAME,
    AccountDeleted::NAME,
    AccountRestored::NAME,
    AccountStarted::NAME,
    MailboxMarked::NAME,
    OrganisationOpened::NAME,
    OrganisationClosed::NAME,
    OrganisationServed::NAME,
];

/// The listener after.
pub(super) fn follower() -> After {
    let run = |door, told| -> BoxFuture<'static, Result<()>> { Box::pin(hear(door, told)) };
    After { name: "access.administrators", facts: HEARD, run: Arc::new(run) }
}

/// What all these facts have in common.
#[derive(Deserialize)]
struct About {
    #[serde(default)]
    grant: Option<GrantId>,
    #[serde(default)]
    account: Option<AccountId>,
    #[serde(default)]
    organisation: Option<OrganisationId>,
}

async fn hear(door: Door, told: Told) -> Result<()> {
    let about: About = serde_json::from_value(told.payload.clone())
        .map_err(|error| Fault::defect(format!("reading the fact {}", told.fact)).because(error))?;
    let mut reader = door.reader().await?;
    let spans: Vec<GrantSpan> = match (about.grant, about.account, about.organisation) {
        (Some(grant), _, _) => {
            find_grant(&mut reader, grant).await?.map(|grant| grant.span).into_iter().collect()
        }
        (None, Some(account), _) => {
            let now = door.clock().now();
            let held = grants_of(&mut reader, account, now).await?;
            held.into_iter().map(|grant| grant.span).collect()
        }
        (None, None, Some(organisation)) => vec![GrantSpan::Organisation(organisation)],
        (None, None, None) => Vec::new(),
    };
    drop(reader);
    for span in spans {
        match span {
            // Neither counts as an administrator of its own.
            GrantSpan::Nation | GrantSpan::Sector(_) => {}
            GrantSpan::Organisation(organisation) => ask(&door, vec![organisation]).await?,
            GrantSpan::Descendants(above) => ask_below(&door, above).await?,
        }
    }
    Ok(())
}

/// Has an organisation and all those below it looked at.
async fn ask_below(door: &Door, above: OrganisationId) -> Result<()> {
    let mut after = None;
    loop {
        let page = descendants_after(&mut door.reader().await?, above, after, CHUNK).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(*last);
        ask(door, page).await?;
    }
}

async fn ask(door: &Door, organisations: Vec<OrganisationId>) -> Result<()> {
    let now = door.clock().now();
    let organisations = Arc::new(organisations);
    door.upkeep(move |tx| {
        let organisations = Arc::clone(&organisations);
        Box::pin(async move { Ok(store::ask(tx, &organisations, now).await?) })
    })
    .await
}

/// Looks at what is due. How many organisations were looked at.
pub async fn run_due(door: &Door) -> Result<usize> {
    let mut looked = 0;
    for _ in 0..CHUNKS {
        let now = door.clock().now();
        let mut reader = door.reader().await?;
        let due = store::due(&mut reader, now, CHUNK).await?;
        if due.is_empty() {
            break;
        }
        let mut seen = Vec::with_capacity(due.len());
        for due in due {
            seen.push(look(&mut reader, due, now).await?);
        }
        drop(reader);
        looked += seen.len();
        let seen = Arc::new(seen);
        door.upkeep(move |tx| {
            let seen = Arc::clone(&seen);
            Box::pin(async move {
                for looked in seen.iter() {
                    store::keep(tx, looked, now).await?;
                }
                Ok(())
            })
        })
        .await?;
    }
    Ok(looked)
}

async fn look(reader: &mut Reader, due: Due, now: Timestamp) -> Result<Looked> {
    let view = reader.ask(OrganisationOf(due.organisation)).await?;
    // Those that are administered nationally have none of their own, and need none.
    let is_served = served_mark(reader, due.organisation).await?.is_some();
    let Some(view) = view.filter(|view| view.is_open && !is_served) else {
        return Ok(Looked { due, count: None });
    };
    let at = administrators_at(reader, due.organisation, now).await?;
    let tomorrow = now.plus_days(AGAIN_DAYS);
    let count = Count {
        code: view.code,
        name_key: store::folded(&view.name),
        working: i64::try_from(at.working).unwrap_or(i64::MAX),
        is_few: at.working < ENOUGH_ADMINISTRATORS || at.unread > 0,
        again_at: at.changes_at.map_or(tomorrow, |changes_at| changes_at.min(tomorrow)),
    };
    Ok(Looked { due, count: Some(count) })
}

/// Finds open organisations without a count and has them looked at: those that were loaded rather than opened. How many
/// there were.
pub async fn sweep(door: &Door) -> Result<usize> {
    let (mut after, mut found) = (None, 0);
    loop {
        let mut reader = door.reader().await?;
        let page = reader.ask(OpenOrganisationsAfter { after, limit: CHUNK }).await?;
        let missing = store::missing(&mut reader, &page).await?;
        drop(reader);
        if !missing.is_empty() {
            found += missing.len();
            ask(door, missing).await?;
        }
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(*last);
    }
}
