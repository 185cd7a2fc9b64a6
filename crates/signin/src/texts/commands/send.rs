//! Having a code sent to one's own number, for a change of one's own.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::by_hand;
use crate::gate::Gate;
use crate::texts::{self, For, authority, sent_or_refused};

/// Has a code sent to one's own number, for whatever asks for a code of one's own: a change of what signing in asks for, or
/// showing again that it is oneself.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendOwnCode {}

impl Command for SendOwnCode {
    const NAME: &'static str = "text-number.send-code";
    const ACTION: Action = authority::SEND;
    const REPEATABLE: bool = false;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<()> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        let door = gate.door()?;
        let whom = texts::whom(door, &mut door.reader().await?, account, call.now).await?;
        let Some(whom) = whom else { return sent_or_refused(None) };
        let asked = texts::ask_for(door, whom, For::Change, Uuid::nil(), call.now).await?;
        sent_or_refused(Some(asked))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), _: &Call, _: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        Ok(())
    }
}
