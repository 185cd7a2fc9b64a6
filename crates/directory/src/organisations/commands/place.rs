//! The administrative tree.

use kernel::authority::{Action, Resource, place_in_tree};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::open::open_parent;
use super::{Changed, coded};
use crate::organisations::{authority, messages, store};

/// Puts an open organisation, with everything below it, under another open one or at the top of the administrative
/// tree. Administrators whose rights reach down gain or lose it with this.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceOrganisation {
    /// Its code in the register.
    pub organisation: String,
    /// The code of the organisation above; none for the top.
    pub parent: Option<String>,
}

impl Command for PlaceOrganisation {
    const NAME: &'static str = "organisation.place";
    const ACTION: Action = authority::PLACE;
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
        if !organisation.state.is_running() {
            return Err(messages::NOT_OPEN.refuse().into());
        }
        let parent = match &self.parent {
            Some(code) => Some(open_parent(tx, code).await?),
            None => None,
        };
        if parent == organisation.parent {
            return Ok(Changed { version: organisation.version });
        }
        if !place_in_tree(tx, organisation.id, parent).await? {
            return Err(messages::RING.at("parent").into());
        }
        if !store::set_parent(tx, &organisation, parent, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let version = organisation.version + 1;
        tx.subject("organisation", organisation.id, version);
        tx.effect("organisation", organisation.id, "parent", organisation.parent, parent);
        for concerned in [Some(organisation.id), organisation.parent, parent].into_iter().flatten()
        {
            tx.concerns(concerned);
        }
        Ok(Changed { version })
    }
}
