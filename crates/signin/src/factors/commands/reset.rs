//! Taking the second step off somebody's account: their telephone is lost or broken.

use facts::signin::SecondFactorReset;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::{covers, was_issued_by};
use crate::factors::model::DAY_SECONDS;
use crate::factors::{authority, messages, store};
use crate::{
    attempts, break_glass, identity_checks, passkeys, passwords, people, sessions, sheets, texts,
    tokens,
};

/// Removes every authenticator app, passkey and recovery code of a person, ends their sessions, revokes their tokens and forgets their
/// wrong codes.
/// Signing in asks for the password only until they add an app or a passkey again. They are told by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetSecondFactor {
    /// Whose.
    pub person: AccountId,
}

/// Refuses whoever may not take away what signing in asks of a person: nobody for themselves, for those whose roles reach
/// further, or beside the other half of what signing in takes.
pub(crate) async fn check_helper(
    reader: &mut Reader,
    helper: AccountId,
    person: AccountId,
    call: &Call,
) -> Result<()> {
    if helper == person {
        return Err(messages::OWN.refuse().into());
    }
    if !covers(reader, helper, person, call.now).await? {
        return Err(passwords::messages::ABOVE_YOU.refuse().into());
    }
    let since = call.now.plus_seconds(-DAY_SECONDS);
    if was_issued_by(reader, person, &call.actor.label(), since).await? {
        return Err(messages::COLLEAGUE.refuse().into());
    }
    Ok(())
}

impl Command for ResetSecondFactor {
    const NAME: &'static str = "second-factor.reset";
    const ACTION: Action = authority::RESET;
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
            check_helper(tx, helper, person, call).await?;
        }
        break_glass::refuse(tx, person).await?;
        passwords::hold_still(tx, person).await?;
        // All of them, whatever there is of each.
        let apps = store::forget(tx, person).await?;
        let others = passkeys::forget(tx, person).await?
            + texts::forget(tx, person).await?
            + sheets::forget(tx, person).await?;
        if apps + others == 0 {
            return Err(messages::NOTHING.refuse().into());
        }
        identity_checks::require(tx, person, call).await?;
        tokens::revoke_all(tx, person, call).await?;
        sessions::end_all(tx, person, None, call.now).await?;
        attempts::release(tx, person, call.now, call.act).await?;
        store::touch(tx, person, call).await?;
        store::mark_reset(tx, person, call).await?;
        tx.note(&SecondFactorReset { account: person })?;
        Ok(())
    }
}
