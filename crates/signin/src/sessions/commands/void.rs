//! After a restore: whatever was given out before is void.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Face, Permit, Ports};
use kernel::epoch;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sessions::{authority, store};
use crate::{codes, tokens};

/// Rows made void in one act.
const CHUNK: i64 = 200;

/// Ends sessions, start codes and tokens from before the database was put back from a backup, some at a time: some of
/// them had been ended, used or revoked since the backup, and nobody knows which. Passwords go on working.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoidRestored {}

impl Command for VoidRestored {
    const NAME: &'static str = "signin.void-restored";
    const ACTION: Action = authority::VOID_RESTORED;
    type Prepared = ();
    type Output = u64;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<u64> {
        let epoch = epoch::current(tx).await?;
        let epoch = epoch.filter(|epoch| epoch.is_restored() && epoch.voided_at.is_none());
        let Some(epoch) = epoch else {
            return Err(crate::sessions::messages::NOT_RESTORED.refuse().into());
        };
        let before = epoch.began_at;
        let mut voided = store::void_before(tx, before, CHUNK, call.now).await?;
        if voided == 0 {
            voided = codes::void_before(tx, before, CHUNK, call).await?;
        }
        if voided == 0 {
            voided = tokens::void_before(tx, before, CHUNK, call).await?;
        }
        Ok(voided)
    }
}

/// Makes everything void that was given out before the database was put back; how much that was. May be broken off and
/// begun again.
pub async fn void_restored(door: &Door) -> Result<u64> {
    let mut total = 0;
    loop {
        let call = door.call(kernel::door::Actor::Service("restore"), Face::Job);
        match door.perform(call, VoidRestored {}).await?.output {
            0 => return Ok(total),
            voided => total += voided,
        }
    }
}
