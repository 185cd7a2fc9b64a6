//! Having a code sent to somebody who asks for help, which they then read out.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record::{new_number, open};
use crate::gate::Gate;
use crate::identity_checks::model::old_enough;
use crate::identity_checks::{authority, messages, store};
use crate::people;
use crate::texts::{self, Asked, For};

/// Has a code sent by text message to the number of somebody who asks for help, for `identity-check.record` with the method
/// `text-code`. It is good for whoever had it sent, and for nobody else. The number is not told.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SendIdentityCode {
    /// To whom.
    pub person: AccountId,
}

impl Command for SendIdentityCode {
    const NAME: &'static str = "identity-check.send-code";
    const ACTION: Action = authority::RECORD;
    const REPEATABLE: bool = false;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<()> {
        let helper = call.actor.account().ok_or_else(|| messages::AT_HOST.refuse())?;
        if helper == self.person {
            return Err(messages::OWN.refuse().into());
        }
        let (gate, now) = (ports.port::<Gate>()?, call.now);
        let door = gate.door()?;
        let whom = {
            let mut reader = door.reader().await?;
            let view = people::person(&mut reader, self.person).await?;
            // A code that would not be looked at is not sent.
            if let Some(kept) = store::kept(&mut reader, self.person).await? {
                open(&mut reader, &kept, call, &view).await?;
            }
            let added_at = texts::added_at(door, &mut reader, self.person, now).await?;
            let added_at = added_at.ok_or_else(|| messages::NO_TEXTS.at("how"))?;
            if added_at > old_enough(&mut reader, &view, now).await? {
                return Err(new_number(&mut reader, call, &view).await?.into());
            }
            texts::whom(door, &mut reader, self.person, now).await?
        };
        let whom = whom.ok_or_else(|| messages::NO_TEXTS.at("how"))?;
        // Counted and queued outside the act, as every text is.
        match texts::ask_for(door, whom, For::Check, helper.0, now).await? {
            Asked::Sent => Ok(()),
            Asked::TooSoon => Err(texts::messages::TOO_SOON.refuse().into()),
            Asked::TooMany => Err(messages::TEXTS_OVER.refuse().into()),
        }
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    /// The act says who had it sent, and to whom.
    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let view = people::person(tx, self.person).await?;
        tx.subject("account", self.person, view.version);
        tx.concerns(view.organisation);
        Ok(())
    }
}
