//! Stating a checkpoint.

use kernel::audit::Summary;
use kernel::authority::{Action, Resource};
use kernel::db::{Database, Reader, WriteTx};
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
    type Prepared = Summary;
    type Output = Stated;

    /// Looks at every organisation's history outside the transaction: with tens of thousands of them everybody who
    /// writes would wait for it. What is sealed meanwhile is covered by the next checkpoint.
    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Summary> {
        let mut reader = ports.port::<Database>()?.reader().await?;
        Ok(Summary::now(&mut reader).await?)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        summary: &Summary,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Stated> {
        summary.state(call.act.0, tx);
        Ok(Stated { covers: summary.covers, organisations: summary.organisations })
    }
}
