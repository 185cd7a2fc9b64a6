//! Applications into which people go although terms wait for them: one without which patients come to harm, for example.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::applications;
use crate::terms::{authority, messages, store};
use uuid::Uuid;

/// Lets people into an application although terms of use wait for them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExemptApplication {
    /// The client id of the application.
    pub client_id: String,
}

impl Command for ExemptApplication {
    const NAME: &'static str = "terms.exempt-application";
    const ACTION: Action = authority::EXEMPT;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let found = applications::by_client(tx, self.client_id.trim()).await?;
        let found = found.ok_or_else(|| messages::NO_APPLICATION.at("client_id"))?;
        if !store::exempt(tx, found.id, call).await? {
            return Err(messages::EXEMPT.refuse().into());
        }
        Ok(())
    }
}

/// Ends that: the application waits for the terms as every other does.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndExemption {
    /// The application.
    pub application: Uuid,
}

impl Command for EndExemption {
    const NAME: &'static str = "terms.end-exemption";
    const ACTION: Action = authority::EXEMPT;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        if !store::unexempt(tx, self.application, call).await? {
            return Err(messages::NOT_EXEMPT.refuse().into());
        }
        Ok(())
    }
}
