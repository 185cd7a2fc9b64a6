//! Closing: a member leaves the service.

use facts::directory::{AccountsIn, OrganisationClosed};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changed, coded};
use crate::organisations::model::OrganisationState;
use crate::organisations::{authority, messages, store};

/// Closes an open organisation that has no accounts left. It stays in the register and keeps its short name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseOrganisation {
    /// Its code in the register.
    pub organisation: String,
}

impl Command for CloseOrganisation {
    const NAME: &'static str = "organisation.close";
    const ACTION: Action = authority::CLOSE;
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = ();
    type Output = Changed;

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
    ) -> Result<Changed> {
        let organisation = coded(tx, &self.organisation).await?;
        call.expects(organisation.version)?;
        let id = organisation.id;
        if !organisation.state.is_running() {
            return Err(messages::NOT_OPEN.refuse().into());
        }
        // From here on nobody comes in; only now is the count worth anything.
        store::shut_gate(tx, id, call.act).await?;
        let accounts = tx.ask(AccountsIn(id)).await?;
        if accounts > 0 {
            return Err(messages::HAS_ACCOUNTS.refuse().with("count", accounts).into());
        }
        if !store::close(tx, &organisation, call.now, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let version = organisation.version + 1;
        tx.subject("organisation", id, version);
        tx.concerns(id);
        tx.effect(
            "organisation",
            id,
            "state",
            organisation.state.name(),
            OrganisationState::Closed.name(),
        );
        tx.note(&OrganisationClosed { organisation: id })?;
        Ok(Changed { version })
    }
}
