//! Stating a checkpoint.

use kernel::audit::Summary;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority;

/// States how far every organisation's own history goes. The act becomes a checkpoint as soon as it is signed; the
/// service does this every minute or thousand acts by itself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateCheckpoint {}

/// What was stated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stated {
    /// The last place in the sealed order that is covered.
    pub covers: i64,
    /// Organisations that have a history.
    pub organisations: i64,
}

impl Command for StateCheckpoint {
    const NAME: &'static str = kernel::audit::CHECKPOINT;
    const ACTION: Action = authority::STATE;
    type Prepared = ();
    type Output = Stated;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Stated> {
        let summary = Summary::now(tx).await?;
        summary.state(call.act.0, tx);
        Ok(Stated { covers: summary.covers, organisations: summary.organisations })
    }
}
