//! Taking a request, or giving it to a colleague.

use facts::casework::RequestTaken;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, account_named, check_decides, found, may_decide, resource_of};
use crate::requests::model::{Request, State};
use crate::requests::{authority, messages, store};

/// Says who works on a request: oneself, or a colleague who can decide it. It keeps nobody else from deciding, and
/// counts only as long as they can.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignRequest {
    /// The request.
    pub request: Uuid,
    /// The key or email address of whoever works on it from now on; the caller if absent.
    #[serde(default)]
    pub to: Option<String>,
}

impl Command for AssignRequest {
    const NAME: &'static str = "request.assign";
    const ACTION: Action = authority::ASSIGN;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(resource_of(call, &found(reader, self.request).await?))
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
        let caller = check_decides(tx, call, &before).await?;
        if !before.state.is_live() || before.state == State::Running {
            return Err(messages::OVER.refuse().into());
        }
        let named = self.to.as_deref().map(str::trim).filter(|named| !named.is_empty());
        let taker = match named {
            None => caller,
            Some(named) => {
                let unfit = || messages::TAKER.at("to");
                let account = account_named(tx, named).await?.ok_or_else(unfit)?.account;
                if !may_decide(tx, call, account, &before).await? {
                    return Err(unfit().into());
                }
                account
            }
        };
        let after = Request { taken_by: Some(taker), ..before.clone() };
        let version = store::save(tx, call, &before, &after).await?;
        let (request, organisation) = (before.id, before.organisation);
        tx.note(&RequestTaken { request, organisation, taker })?;
        Ok(Standing { request, state: after.state, version })
    }
}
