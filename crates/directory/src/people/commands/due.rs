//! What becomes due with time, done by the service itself.

use facts::directory::AccountErased;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lifecycle::{delete, not_in_state};
use super::night::{close_if_done, tick};
use super::{Versioned, account, current};
use crate::people::model::{
    ADDRESS_WITHHOLD_DAYS, Account, AccountKind, Cause, FEED_COVERAGE, FEED_FRESH_DAYS,
    INACTIVE_DELETE_DAYS, Move,
};
use crate::people::store::NightState;
use crate::people::{authority, messages, store};

/// Deletes an account whose own clock is over: a leaver's time, 18 months disabled, or 60 days without activity where
/// the activity feed can be relied on. It can be restored like every deleted account. Only the service itself does
/// this, and no more often in a day and organisation than the rules allow, unless somebody released the list of a
/// night on which the account stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteDue {
    /// The account.
    pub person: AccountId,
    /// The night whose list was released.
    #[serde(default)]
    pub night: Option<Uuid>,
}

impl Command for DeleteDue {
    const NAME: &'static str = "person.delete-due";
    const ACTION: Action = authority::DELETE_DUE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        let is_over = before.expired(call.now).is_some();
        let Some(night) = self.night else {
            if !is_over && !is_inactive(tx, call, &before, Feed::HasToCover).await? {
                return Err(messages::NOT_DUE.refuse().into());
            }
            // The guard first, then the account: every act takes them in this order.
            tick(tx, call, before.organisation).await?;
            if !is_over {
                take_quiet(tx, call, &before).await?;
            }
            return delete(&before, call, tx).await;
        };
        let found = store::find_night(tx, night).await?;
        let is_released = found.is_some_and(|night| {
            night.state == NightState::Releasing && night.organisation == before.organisation
        });
        let item = store::open_item(tx, night, before.id).await?;
        let Some(item) = item.filter(|item| is_released && item.due_at <= call.now) else {
            return Err(messages::NOT_DUE.refuse().into());
        };
        let is_due = match item.cause {
            Cause::Inactive => is_inactive(tx, call, &before, Feed::WasLookedAt).await?,
            cause => is_over && before.ends_at(cause) == Some(item.due_at),
        };
        let outcome = if is_due { "deleted" } else { "kept" };
        store::settle_item(tx, call, night, before.id, outcome).await?;
        close_if_done(tx, call, night, NightState::Released).await?;
        if is_due {
            if item.cause == Cause::Inactive {
                take_quiet(tx, call, &before).await?;
            }
            return delete(&before, call, tx).await;
        }
        tx.subject("account", before.id, before.version);
        Ok(Versioned { id: before.id, state: before.state, version: before.version })
    }
}

/// Whether the activity feed has to be good enough to delete by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Feed {
    HasToCover,
    /// A person looked at the list.
    WasLookedAt,
}

/// Whether nobody used the account for so long that it is deleted, as far as the feed can be relied on.
async fn is_inactive(tx: &mut WriteTx, call: &Call, account: &Account, feed: Feed) -> Result<bool> {
    let place = Some(account.organisation);
    let days = tx.dated(&INACTIVE_DELETE_DAYS, place, call.now).await?;
    if account.held_since.is_some() || account.inactive_since(call.now, days).is_none() {
        return Ok(false);
    }
    if feed == Feed::WasLookedAt {
        return Ok(true);
    }
    let percent = tx.dated(&FEED_COVERAGE, place, call.now).await?;
    let fresh_days = tx.dated(&FEED_FRESH_DAYS, place, call.now).await?;
    let fresh = call.now.plus_days(-fresh_days);
    let coverage = store::coverage(tx, account.organisation).await?;
    let is_covered = coverage.is_some_and(|coverage| coverage.suffices(percent, fresh));
    Ok(is_covered && store::fed_at(tx, account.id).await?.is_some_and(|at| at >= fresh))
}

/// Takes the account's row for a deletion by inactivity. Who signs in at this moment is looked at again.
async fn take_quiet(tx: &mut WriteTx, call: &Call, account: &Account) -> Result<()> {
    if store::is_still_quiet(tx, call, account).await? {
        Ok(())
    } else {
        Err(Fault::again("deleting an account that was used meanwhile").into())
    }
}

/// Erases a deleted account whose time to restore is over: nothing about the person is left in its record, and its
/// addresses are withheld from re-use. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseDue {
    /// The account.
    pub person: AccountId,
}

impl Command for EraseDue {
    const NAME: &'static str = "person.erase-due";
    const ACTION: Action = authority::ERASE;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        let is_due =
            before.held_since.is_none() && before.due_at.is_some_and(|due_at| due_at <= call.now);
        let Some(state) = before.state.after(Move::Erase, before.state_before).filter(|_| is_due)
        else {
            return Err(not_in_state(&before, Move::Erase).into());
        };
        let after = Account {
            given_name: String::new(),
            family_name: String::new(),
            display_name: String::new(),
            address: String::new(),
            job_title: None,
            department: None,
            telephone: None,
            mobile: None,
            staff_number: None,
            listed: false,
            unit: None,
            state,
            state_since: call.now,
            state_before: None,
            state_reason: None,
            due: None,
            due_at: None,
            ..before.clone()
        };
        let days = tx.dated(&ADDRESS_WITHHOLD_DAYS, Some(before.organisation), call.now).await?;
        let version = store::erase(tx, call, &before, &after).await?;
        store::withhold_all(tx, call, before.id, call.now.plus_days(days)).await?;
        store::forget_mailbox(tx, before.id).await?;
        tx.note(&AccountErased { account: before.id, organisation: before.organisation })?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }
}

/// What was released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// How many addresses.
    pub addresses: u64,
}

/// Ends the withholding of an erased account's addresses whose time is over. Only the service itself does this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseDue {
    /// The account that had them.
    pub person: AccountId,
}

impl Command for ReleaseDue {
    const NAME: &'static str = "address.release-due";
    const ACTION: Action = authority::RELEASE;
    type Prepared = ();
    type Output = Released;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Released> {
        let account = current(tx, self.person).await?;
        if account.held_since.is_some() {
            return Err(messages::HELD.refuse().into());
        }
        let addresses = store::release_due(tx, self.person, call.now).await?;
        tx.subject("account", account.id, account.version);
        Ok(Released { addresses })
    }
}
