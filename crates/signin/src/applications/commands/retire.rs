//! Taking an application out of use.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{live, resource_of};
use crate::applications::{authority, store};

/// Takes an application out of use for good: nobody signs in to it any more, and what it was given works no longer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RetireApplication {
    /// Which one.
    pub application: Uuid,
}

impl Command for RetireApplication {
    const NAME: &'static str = "application.retire";
    const ACTION: Action = authority::RETIRE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource_of(reader, self.application).await
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = live(tx, self.application).await?;
        call.expects(before.version)?;
        if !store::retire(tx, &before, call).await? {
            return Err(common::STALE.refuse().into());
        }
        if let Some(organisation) = before.organisation {
            store::count_out(tx, organisation, call).await?;
        }
        Ok(())
    }
}
