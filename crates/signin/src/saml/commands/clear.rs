//! Clearing entries that are over.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::saml::{authority, store};

/// Entries cleared in one act.
const CHUNK: i64 = 200;

/// Clears some of the entries of people into applications that speak SAML, once they are over.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClearSamlEntries {}

/// What was cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClearedSamlEntries {
    /// How many; 0 if there is nothing left.
    pub cleared: u64,
}

impl Command for ClearSamlEntries {
    const NAME: &'static str = "application.clear-saml-entries";
    const ACTION: Action = authority::CLEAR;
    type Prepared = ();
    type Output = ClearedSamlEntries;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ClearedSamlEntries> {
        let cleared = store::clear_entries(tx, call.now, CHUNK).await?;
        Ok(ClearedSamlEntries { cleared })
    }
}
