//! Ending a lock, and telling those who run the service of guessing that is spread over many networks.

use facts::signin::{AccountUnlocked, GuessingNoticed};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::told_since;
use super::{authority, messages, store};
use crate::{factors, identity_checks, people};

/// Ends the lock of an account before its time, so that the person can try again at once: after too many wrong passwords,
/// and after too many wrong codes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockAccount {
    /// Whose account.
    pub person: AccountId,
}

impl Command for UnlockAccount {
    const NAME: &'static str = "account.unlock";
    const ACTION: Action = authority::UNLOCK;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let view = people::person(tx, self.person).await?;
        let second = factors::state_of(tx, self.person, view.organisation, call.now).await?;
        let is_locked = store::locked_until(tx, self.person, call.now).await?.is_some();
        if !is_locked && second.codes_again_at.is_none() {
            return Err(messages::NOT_LOCKED.refuse().into());
        }
        identity_checks::require(tx, self.person, call).await?;
        let version = store::release(tx, self.person, call.now, call.act).await?;
        tx.subject("sign_in_release", self.person, version);
        tx.note(&AccountUnlocked { account: self.person })?;
        Ok(())
    }
}

/// Tells those who run the service that many networks guess together: at one account, or at the nation. Once in 24 hours at most
/// for each.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnOfGuessing {
    /// At whose account; at many, if none is named.
    #[serde(default)]
    pub person: Option<AccountId>,
}

impl Command for WarnOfGuessing {
    const NAME: &'static str = "signin.warn-of-guessing";
    const ACTION: Action = authority::WARN;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        match self.person {
            Some(person) => people::resource(reader, person).await,
            None => Ok(Resource::Nation),
        }
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let about = self.person.unwrap_or(people::NOBODY).0;
        // Two processes may have seen the same: the row is the verdict.
        if store::mark_told(tx, about, told_since(call.now), call).await? {
            tx.note(&GuessingNoticed { account: self.person })?;
        }
        Ok(())
    }
}
