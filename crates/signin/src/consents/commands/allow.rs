//! Allowing an application for oneself.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::applications;
use crate::consents::{authority, store, to_be_allowed};
use crate::oidc::{GONE, IN_BROWSER};

/// Allows an application to be told some things about oneself, from a browser in which one is signed in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowApplication {
    /// Which one.
    pub application: Uuid,
    /// What it may be told.
    pub scopes: Vec<String>,
}

impl Command for AllowApplication {
    const NAME: &'static str = "application.allow";
    const ACTION: Action = authority::ALLOW;
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
        // A program with somebody's token must not say yes in their name.
        if call.scope.is_some() {
            return Err(IN_BROWSER.refuse().into());
        }
        let application = applications::by_id(tx, self.application).await?;
        let application = application.ok_or_else(|| GONE.refuse())?;
        if !self.scopes.iter().all(|scope| application.scopes.contains(scope)) {
            return Err(GONE.refuse().into());
        }
        // Whether somebody else's is there is not said.
        if !applications::may_use(tx, &application, account).await? {
            return Err(GONE.refuse().into());
        }
        let asked = to_be_allowed(&application, &self.scopes);
        if asked.is_empty() {
            return Ok(());
        }
        if !store::allow(tx, account.0, application.id, &asked, call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
