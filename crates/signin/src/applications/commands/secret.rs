//! Giving an application another secret.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::register::draw_secret;
use super::{live, resource_of};
use crate::applications::model::{SECRET_DAYS, hash_of};
use crate::applications::{authority, messages, store};

/// Gives an application another secret, which is answered once. The one before stops working at once, or after some days; of
/// three in a row the first one stops at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RotateApplicationSecret {
    /// Which one.
    pub application: Uuid,
    /// For how many days the one before works still; none if it stops at once.
    #[serde(default)]
    pub old_for_days: u32,
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

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        resource_of(reader, self.application).await
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
        let most = tx.dated(&SECRET_DAYS, None, call.now).await?;
        let days = i64::from(self.old_for_days);
        if days > most {
            return Err(messages::OLD_FOR_DAYS.at("old_for_days").with("limit", most).into());
        }
        let old_until = (days > 0).then(|| call.now.plus_days(days));
        if !store::put_secret(tx, &before, &hash_of(secret), old_until, call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(NewSecret { client_secret: secret.clone() })
    }
}
