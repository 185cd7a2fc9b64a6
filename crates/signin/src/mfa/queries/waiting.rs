//! What waits for a decision of those who decide for the service.

use facts::directory::{AccountOf, OrganisationOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mfa::{authority, store};

/// Of each kind, how many are listed: those that wait longest.
const LISTED: i64 = 100;

/// Networks and long exceptions that nobody has decided about: of each kind the 100 that wait longest.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepWaiting {}

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingDecisions {
    /// Networks.
    pub networks: Vec<WaitingNetwork>,
    /// Exceptions.
    pub exceptions: Vec<WaitingException>,
}

/// A network that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingNetwork {
    /// Its key, for `second-step.decide-network`.
    pub network: Uuid,
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The range of addresses.
    pub addresses: String,
    /// What it is.
    pub name: String,
    /// When it was proposed, in microseconds since 1970.
    pub proposed_at: Timestamp,
}

/// An exception that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingException {
    /// Its key, for `second-step.decide-exception`.
    pub exception: Uuid,
    /// For whom.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The code of the organisation.
    pub organisation: String,
    /// The ground, as a word of a list.
    pub ground: String,
    /// Why.
    pub words: String,
    /// When it was asked for, in microseconds since 1970.
    pub asked_at: Timestamp,
    /// When it is to end; as late as the rules allow if none.
    pub until: Option<Timestamp>,
}

async fn organisation(reader: &mut Reader, key: OrganisationId) -> Result<(String, String)> {
    let found = reader.ask(OrganisationOf(key)).await?;
    Ok(found.map(|view| (view.code, view.name)).unwrap_or_default())
}

impl Query for SecondStepWaiting {
    const NAME: &'static str = "second-step.waiting";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = WaitingDecisions;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<WaitingDecisions> {
        let mut waiting = WaitingDecisions::default();
        for kept in store::waiting_networks(reader, LISTED).await? {
            let (organisation, organisation_name) = organisation(reader, kept.organisation).await?;
            waiting.networks.push(WaitingNetwork {
                network: kept.id,
                organisation,
                organisation_name,
                addresses: kept.addresses,
                name: kept.name,
                proposed_at: kept.proposed_at,
            });
        }
        for kept in store::waiting_exceptions(reader, sight, LISTED).await? {
            let Some(view) = reader.ask(AccountOf(kept.account)).await? else { continue };
            waiting.exceptions.push(WaitingException {
                exception: kept.id,
                person: kept.account,
                name: view.display_name,
                organisation: view.organisation_code,
                ground: kept.reason,
                words: kept.words,
                asked_at: kept.asked_at,
                until: kept.until,
            });
        }
        Ok(waiting)
    }
}
