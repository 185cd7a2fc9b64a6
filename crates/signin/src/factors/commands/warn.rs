//! Telling somebody that wrong codes followed their right password.

use facts::signin::WrongCodes;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::factors::{authority, store};
use crate::people;

/// Tells somebody that several wrong codes followed their right password, once in 24 hours at most.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnOfWrongCodes {
    /// Whose account.
    pub person: AccountId,
}

impl Command for WarnOfWrongCodes {
    const NAME: &'static str = "second-factor.warn";
    const ACTION: Action = authority::WARN;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        // Two processes may have seen the same: the row is the verdict.
        if store::mark_warned(tx, self.person, call).await? {
            tx.note(&WrongCodes { account: self.person })?;
        }
        Ok(())
    }
}
