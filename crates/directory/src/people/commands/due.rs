//! What becomes due with time, done by the service itself.

use facts::directory::AccountErased;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Versioned, account, current};
use crate::people::model::{ADDRESS_WITHHOLD_DAYS, Account, AccountKind, Move};
use crate::people::{authority, messages, store};

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
        let is_due = before.due_at.is_some_and(|due_at| due_at <= call.now);
        let Some(state) = before.state.after(Move::Erase, before.state_before).filter(|_| is_due)
        else {
            let refusal = messages::NOT_IN_STATE.refuse();
            return Err(refusal
                .with("state", before.state.name())
                .with("verb", Move::Erase.done())
                .into());
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
        let addresses = store::release_due(tx, self.person, call.now).await?;
        tx.subject("account", account.id, account.version);
        Ok(Released { addresses })
    }
}
