//! Ending what an application was given, and taking back what it was allowed. What is taken out of use can be ended, too.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::consents::{authority, messages, store};
use crate::oidc;

/// Ends everything that an application was given about oneself: it knows one no more until one signs in to it again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeaveApplication {
    /// Which one.
    pub application: Uuid,
}

/// Takes back what one allowed an application, and ends everything that it was given about oneself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawApplication {
    /// Which one.
    pub application: Uuid,
}

impl Command for LeaveApplication {
    const NAME: &'static str = "application.leave";
    const ACTION: Action = authority::LEAVE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        if oidc::end_in_application(tx, account, self.application, call.now).await? == 0 {
            return Err(messages::NOTHING.refuse().into());
        }
        Ok(())
    }
}

impl Command for WithdrawApplication {
    const NAME: &'static str = "application.withdraw";
    const ACTION: Action = authority::WITHDRAW;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        if !store::withdraw(tx, account.0, self.application).await? {
            return Err(messages::NOTHING.refuse().into());
        }
        oidc::end_in_application(tx, account, self.application, call.now).await?;
        Ok(())
    }
}
