//! Reminding those who run the service of an account that was not tried for too long.

use facts::signin::BreakGlassDrillDue;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::break_glass::model::REMIND_DAYS;
use crate::break_glass::{authority, store};

/// Has a letter written to every platform administrator: an emergency account has to be tried. However often it is asked for,
/// there is one in the days that a rule says.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindOfDrill {
    /// Which account.
    pub person: AccountId,
}

impl Command for RemindOfDrill {
    const NAME: &'static str = "break-glass.remind";
    const ACTION: Action = authority::REMIND;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let days = tx.dated(&REMIND_DAYS, None, call.now).await?;
        // Two processes may have seen the same: the row is the verdict.
        if store::remind(tx, self.person, call.now.plus_days(-days), call).await? {
            tx.note(&BreakGlassDrillDue { account: self.person })?;
        }
        Ok(())
    }
}
