//! Having a code sent by text message in the middle of signing in.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::factors::authority;
use crate::factors::model::send_text;
use crate::gate::Gate;
use crate::texts;

/// Has a code sent by text message to whoever gave the right password, for `signin.prove` with the same key.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendSignInCode {
    /// The key of the step, as `signin.admit` or `start-code.redeem` answered.
    pub step_key: Secret<String>,
}

impl Command for SendSignInCode {
    const NAME: &'static str = "signin.send-code";
    const ACTION: Action = authority::PROVE;
    const REPEATABLE: bool = false;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<()> {
        // Counted and queued outside the act, as every text is; one that is not sent is refused here.
        let gate = ports.port::<Gate>()?;
        let asked = send_text(&gate, self.step_key.reveal(), call.now).await?;
        texts::sent_or_refused(asked)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), _: &Call, _: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        Ok(())
    }
}
