//! After a restore: whatever was given out before is void.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Door, Face, Permit, Ports};
use kernel::epoch::{self, Epoch};
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::sessions::{authority, store};
use crate::{codes, factors, identity_checks, oidc, saml, tokens};

/// Rows made void in one act.
const CHUNK: i64 = 200;

/// Ends sessions, start codes, recovery codes and tokens from before the database was put back from a backup, some at a
/// time: some of them had been ended, used or revoked since the backup, and nobody knows which. Passwords go on working,
/// and so do authenticator apps, but for the codes they have shown until then.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidRestored {
    /// The `last` of the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Uuid>,
    /// The `last_app` of the answer before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_app: Option<Uuid>,
}

/// What was made void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Voided {
    /// How much; 0 if there is nothing left.
    pub voided: u64,
    /// Where to go on.
    pub last: Option<Uuid>,
    /// Where to go on with authenticator apps.
    pub last_app: Option<Uuid>,
}

impl Command for VoidRestored {
    const NAME: &'static str = "signin.void-restored";
    const ACTION: Action = authority::VOID_RESTORED;
    type Prepared = ();
    type Output = Voided;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Voided> {
        let epoch = epoch::current(tx).await?.filter(Epoch::is_restored);
        let Some(epoch) = epoch else {
            return Err(crate::sessions::messages::NOT_RESTORED.refuse().into());
        };
        // Nodes that start together do this together; whoever is late finds it done.
        if epoch.voided_at.is_some() {
            return Ok(Voided { voided: 0, last: None, last_app: None });
        }
        let voided = self.void_some(epoch.began_at, call, tx).await?;
        // As soon as it is done another node may serve, and what it gives out must stay.
        if epoch::current(tx).await?.is_none_or(|epoch| epoch.voided_at.is_some()) {
            return Err(Fault::again("making void what another node has made void already").into());
        }
        Ok(voided)
    }
}

impl VoidRestored {
    /// Makes some void, whatever its date says: nothing is given out before all of it is, and the clock of the machine
    /// the backup comes from may have gone otherwise.
    async fn void_some(
        &self,
        restored_at: Timestamp,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<Voided> {
        let voided = store::void_all(tx, CHUNK, call.now).await?;
        if voided > 0 {
            return Ok(Voided { voided, last: None, last_app: None });
        }
        let voided = oidc::void_all(tx, CHUNK, call.now).await?
            + saml::void_all(tx, CHUNK, call.now).await?;
        if voided > 0 {
            return Ok(Voided { voided, last: None, last_app: None });
        }
        // Used codes stay where they are; from its place on, none is looked at twice.
        let after = self.after.unwrap_or(Uuid::nil());
        let (voided, last) = codes::void_all(tx, after, CHUNK, call).await?;
        if voided > 0 {
            return Ok(Voided { voided, last, last_app: None });
        }
        let (voided, last_app) =
            factors::void_all(tx, restored_at, self.after_app, CHUNK, call).await?;
        if voided > 0 {
            return Ok(Voided { voided, last: self.after, last_app });
        }
        let voided = tokens::void_all(tx, CHUNK, call).await?
            + identity_checks::void_passes(tx, CHUNK).await?;
        Ok(Voided { voided, last: self.after, last_app: self.after_app })
    }
}

/// Makes everything void that was given out before the database was put back; how much that was. May be broken off and
/// begun again.
pub async fn void_restored(door: &Door) -> Result<u64> {
    let (mut total, mut after, mut after_app) = (0, None, None);
    loop {
        let call = door.call(Actor::Service("restore"), Face::Job);
        let done = door.perform(call, VoidRestored { after, after_app }).await?.output;
        if done.voided == 0 {
            return Ok(total);
        }
        total += done.voided;
        (after, after_app) = (done.last, done.last_app);
    }
}
