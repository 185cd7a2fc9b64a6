//! The follower: what happened here that the tenant may have to show.

use std::sync::Arc;

use facts::directory::{
    AccountChanged, AccountCreated, AccountDeleted, AccountDisabled, AccountEnabled, AccountErased,
    AccountMoved, AccountRestored, AccountStarted,
};
use facts::entitlement::{LicenceMoved, MembersOf, PolicyChanged, PolicyJoined};
use facts::tenant::{TenantReleased, TenantResumed, TenantRetryAsked};
use kernel::db::BoxFuture;
use kernel::door::{After, Door, Fact, Told};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use serde_json::Value;

use super::wishes::{Why, mark, put_in};
use crate::shadow::store;

/// Accounts looked at in one short read.
const PAGE: i64 = 200;

const HEARD: &[&str] = &[
    AccountCreated::NAME,
    AccountChanged::NAME,
    AccountDisabled::NAME,
    AccountEnabled::NAME,
    AccountDeleted::NAME,
    AccountRestored::NAME,
    AccountStarted::NAME,
    AccountMoved::NAME,
    AccountErased::NAME,
    LicenceMoved::NAME,
    PolicyJoined::NAME,
    PolicyChanged::NAME,
    TenantRetryAsked::NAME,
    TenantResumed::NAME,
    TenantReleased::NAME,
];

/// The listener after.
pub(crate) fn follower() -> After {
    let run = |door, told| -> BoxFuture<'static, Result<()>> { Box::pin(hear(door, told)) };
    After { name: "tenant.planner", facts: HEARD, run: Arc::new(run) }
}

async fn hear(door: Door, told: Told) -> Result<()> {
    let Told { fact: name, payload, .. } = told;
    match name {
        TenantResumed::NAME | TenantReleased::NAME => wake(&door).await,
        PolicyChanged::NAME => {
            let fact: PolicyChanged = read(name, payload)?;
            everybody_in(&door, fact.policy).await
        }
        TenantRetryAsked::NAME => {
            let fact: TenantRetryAsked = read(name, payload)?;
            mark(&door, &[fact.account], Why::AskedAgain).await.map(|_| ())
        }
        _ => {
            // All other facts name the account they are about, among other things.
            let account: AccountId =
                read(name, payload.get("account").cloned().unwrap_or_default())?;
            mark(&door, &[account], Why::Changed).await.map(|_| ())
        }
    }
}

fn read<T: serde::de::DeserializeOwned>(name: &str, payload: Value) -> Result<T> {
    serde_json::from_value(payload)
        .map_err(|error| Fault::defect(format!("reading the fact {name}")).because(error).into())
}

/// What a user policy gives has changed: looks at its members page by page.
async fn everybody_in(door: &Door, policy: uuid::Uuid) -> Result<()> {
    let mut after = None;
    loop {
        let mut reader = door.reader().await?;
        let members = reader.ask(MembersOf { policy, after, limit: PAGE }).await?;
        drop(reader);
        mark(door, &members, Why::Changed).await?;
        match members.last() {
            Some(last) if members.len() as i64 == PAGE => after = Some(*last),
            _ => return Ok(()),
        }
    }
}

/// Puts in a job for everything that is not live.
pub(crate) async fn wake(door: &Door) -> Result<()> {
    let mut after = None;
    loop {
        let mut reader = door.reader().await?;
        let accounts = store::open_after(&mut reader, after, PAGE).await?;
        drop(reader);
        let Some(last) = accounts.last().copied() else { return Ok(()) };
        let (now, accounts) = (door.clock().now(), Arc::new(accounts));
        door.upkeep(move |tx| {
            let accounts = Arc::clone(&accounts);
            Box::pin(async move {
                for account in accounts.iter() {
                    put_in(tx, *account, now, now).await?;
                }
                Ok(())
            })
        })
        .await?;
        after = Some(last);
    }
}
