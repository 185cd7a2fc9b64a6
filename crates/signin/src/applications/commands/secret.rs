//! Giving an application another secret.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::live;
use super::register::draw_secret;
use crate::applications::model::hash_of;
use crate::applications::{authority, messages, store};

/// Gives an application another secret, which is answered once. The one before stops working at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateApplicationSecret {
    /// Which one.
    pub application: Uuid,
}

/// A secret that was drawn.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewSecret {
    /// The secret, shown once.
    pub client_secret: String,
}

impl Command for RotateApplicationSecret {
    const NAME: &'static str = "application.rotate-secret";
    const ACTION: Action = authority::ROTATE;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = NewSecret;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(draw_secret())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        secret: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NewSecret> {
        let before = live(tx, self.application).await?;
        call.expects(before.version)?;
        if before.secret_hash.is_none() {
            return Err(messages::NO_SECRET.refuse().into());
        }
        if !store::put_secret(tx, &before, &hash_of(secret), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(NewSecret { client_secret: secret.clone() })
    }
}
