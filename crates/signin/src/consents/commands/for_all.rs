//! Allowing an application of an organisation for all of its people.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::applications::{self, Application};
use crate::consents::{authority, messages, store, to_be_allowed};

/// What people are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Nothing: it is allowed for all of them what it may be told now. What it may be told later is asked for.
    Allow,
    /// Each one for themself.
    #[default]
    Ask,
}

/// Allows an application that an organisation registered for all of its people, so that nobody is asked; or has each of
/// them asked again. What somebody allowed for themself stays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowForAll {
    /// Which one.
    pub application: Uuid,
    /// What people are asked from now on.
    #[serde(default)]
    pub answer: Answer,
}

async fn known(reader: &mut Reader, id: Uuid) -> Result<Application> {
    Ok(applications::by_id_even_held(reader, id)
        .await?
        .ok_or_else(|| common::NOT_FOUND.refuse())?)
}

impl Command for AllowForAll {
    const NAME: &'static str = "application.allow-for-all";
    const ACTION: Action = authority::FOR_ALL;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let owner = known(reader, self.application).await?.organisation;
        Ok(owner.map_or(Resource::Nation, Resource::Organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let application = known(tx, self.application).await?;
        let owner = application.organisation.ok_or_else(|| messages::NOT_OWN.refuse())?;
        let is_done = match self.answer {
            Answer::Allow => {
                let asked = to_be_allowed(&application, &application.scopes);
                store::allow(tx, owner.0, application.id, &asked, call).await?
            }
            Answer::Ask => {
                if store::of(tx, owner.0, application.id).await?.is_none() {
                    return Err(messages::ASKED_ALREADY.refuse().into());
                }
                store::withdraw(tx, owner.0, application.id).await?
            }
        };
        if !is_done {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
