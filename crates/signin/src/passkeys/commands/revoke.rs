//! Taking a passkey off somebody's account: it is lost.

use facts::signin::PasskeyRemoved;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{self, Before};
use crate::passkeys::{authority, messages, store};
use crate::{identity_checks, passwords, people, sessions, tokens};

/// Removes one passkey of a person, because it is lost, ends their sessions and revokes their tokens: whoever found it may have
/// begun some. With the last thing that signing in asks for beside the password the recovery codes go. They are told by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokePasskey {
    /// Whose.
    pub person: AccountId,
    /// Which one, as listed by `passkey.of-person`.
    pub passkey: Uuid,
}

impl Command for RevokePasskey {
    const NAME: &'static str = "passkey.revoke";
    const ACTION: Action = authority::REVOKE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let person = self.person;
        if let Actor::Account(helper) = call.actor {
            factors::check_helper(tx, helper, person, call).await?;
        }
        passwords::hold_still(tx, person).await?;
        let passkey = store::one(tx, person, self.passkey).await?;
        let passkey = passkey.ok_or_else(|| messages::GONE.refuse())?;
        identity_checks::require(tx, person, call).await?;
        if !store::remove(tx, &passkey).await? {
            return Err(messages::GONE.refuse().into());
        }
        tokens::revoke_all(tx, person, call).await?;
        sessions::end_all(tx, person, None, call.now).await?;
        factors::removed(tx, person, call).await?;
        // Where nothing is left this was a reset, and no helper does the other half of it.
        if Before::of(tx, person).await? == Before::Nothing {
            factors::mark_reset(tx, person, call).await?;
        }
        tx.note(&PasskeyRemoved { account: person })?;
        Ok(())
    }
}
