//! A leaver's sign-in ends with the time as a leaver, whatever keeps the account.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lifecycle::block;
use super::{Versioned, account, current};
use crate::people::model::{AccountKind, AccountState};
use crate::people::{authority, messages};

/// Blocks the sign-in of a leaver whose time is over and whose account cannot be deleted yet, because a legal hold
/// stands on it or the list of a night waits. Whoever stays after all is let in again. Only the service itself does
/// this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockLeaver {
    /// The person.
    pub person: AccountId,
}

impl Command for BlockLeaver {
    const NAME: &'static str = "person.block-leaver";
    const ACTION: Action = authority::BLOCK_LEAVER;
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
        if before.state != AccountState::Active || !before.has_left(call.now) {
            return Err(messages::NOT_DUE.refuse().into());
        }
        block(&before, call, tx).await
    }
}
