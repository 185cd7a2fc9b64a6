//! Networks of an organisation: proposed there, and decided about for the service.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{organisation, typed};
use crate::mfa::model::{LEAST_BITS_4, LEAST_BITS_6, Network};
use crate::mfa::store::{KeptNetwork, NetworkState};
use crate::mfa::{authority, messages, store};

/// Longest name of a network, in characters.
const LONGEST_NAME: usize = 60;

/// Proposes a network of an organisation, in which its people are not asked for the second step where the organisation asks for
/// it outside its networks only. It counts once it was approved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeNetwork {
    /// The code of the organisation.
    pub organisation: String,
    /// The range of addresses, such as 192.0.2.0/24 or 2001:db8:1::/48.
    pub addresses: String,
    /// What it is, 1 to 60 characters.
    pub name: String,
}

/// A network that was proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProposedNetwork {
    /// Its key.
    pub network: Uuid,
}

impl Command for ProposeNetwork {
    const NAME: &'static str = "second-step.propose-network";
    const ACTION: Action = authority::PROPOSE;
    type Prepared = Uuid;
    type Output = ProposedNetwork;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Uuid> {
        Ok(ids::new_at(call.now))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(
        &self,
        id: &Uuid,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ProposedNetwork> {
        let here = organisation(tx, &self.organisation).await?.organisation;
        let name = typed(&self.name, "name", LONGEST_NAME, messages::NETWORK_NAME)?;
        let four = tx.dated(&LEAST_BITS_4, None, call.now).await?;
        let six = tx.dated(&LEAST_BITS_6, None, call.now).await?;
        let network = Network::parse(&self.addresses, four, six)?;
        if !store::propose(tx, *id, here, (&network, &name), call).await? {
            return Err(messages::NETWORK_THERE.refuse().into());
        }
        tx.concerns(here);
        Ok(ProposedNetwork { network: *id })
    }
}

/// What somebody decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// It counts.
    Approve,
    /// It does not.
    Refuse,
}

/// Decides about a network that an organisation proposed. Nobody decides about what they proposed themselves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideNetwork {
    /// Which one.
    pub network: Uuid,
    /// Whether it counts.
    pub decision: Decision,
}

async fn kept(reader: &mut Reader, id: Uuid) -> Result<KeptNetwork> {
    Ok(store::network(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse())?)
}

impl Command for DecideNetwork {
    const NAME: &'static str = "second-step.decide-network";
    const ACTION: Action = authority::DECIDE_NETWORK;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(kept(reader, self.network).await?.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = kept(tx, self.network).await?;
        if before.proposed_by == call.actor.label() {
            return Err(messages::OWN_ASKING.refuse().into());
        }
        if before.state != NetworkState::Proposed {
            return Err(messages::DECIDED.refuse().into());
        }
        let state = match self.decision {
            Decision::Approve => NetworkState::Approved,
            Decision::Refuse => NetworkState::Refused,
        };
        if !store::decide_network(tx, &before, state, call).await? {
            return Err(messages::DECIDED.refuse().into());
        }
        tx.concerns(before.organisation);
        Ok(())
    }
}

/// Takes a network off the list of an organisation: whoever comes from it is asked again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveNetwork {
    /// Which one.
    pub network: Uuid,
}

impl Command for RemoveNetwork {
    const NAME: &'static str = "second-step.remove-network";
    const ACTION: Action = authority::PROPOSE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(kept(reader, self.network).await?.organisation))
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = kept(tx, self.network).await?;
        if !store::remove_network(tx, &before).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        tx.concerns(before.organisation);
        Ok(())
    }
}
