//! Taking a request back.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, found, note_end};
use crate::requests::model::Move;
use crate::requests::{authority, messages, store};

/// Takes back what the caller asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawRequest {
    /// The request.
    pub request: Uuid,
}

impl Command for WithdrawRequest {
    const NAME: &'static str = "request.withdraw";
    const ACTION: Action = authority::WITHDRAW;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let request = found(reader, self.request).await?;
        Ok(Resource::Account(request.asked_by, request.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        call.expects(before.version)?;
        let after = before.moved(Move::Withdraw, call.now, before.due_at);
        let after = after.ok_or_else(|| messages::OVER.refuse())?;
        let version = store::save(tx, call, &before, &after).await?;
        note_end(tx, &after)?;
        Ok(Standing { request: before.id, state: after.state, version })
    }
}
