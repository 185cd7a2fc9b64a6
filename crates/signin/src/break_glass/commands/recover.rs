//! The way in from the host, when nobody else is left who could let somebody in.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::break_glass::model::{Cause, raise, reason};
use crate::break_glass::{authority, store};
use crate::codes::{self, IssuedCode};
use crate::{attempts, factors, passwords, people, sessions, tokens};

/// Lets somebody in again from the host: their second step, passkeys, password and tokens are void, their sessions end, and
/// a start code is answered once. An emergency account is an ordinary one afterwards. It raises an alarm.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecoverAccess {
    /// Whom.
    pub person: AccountId,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

impl Command for RecoverAccess {
    const NAME: &'static str = "break-glass.recover";
    const ACTION: Action = authority::RECOVER;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = IssuedCode;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        reason(&self.reason)?;
        Ok(codes::draw())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        code: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IssuedCode> {
        let (person, reason) = (self.person, reason(&self.reason)?);
        store::end(tx, person).await?;
        let issued = codes::issue(tx, call, person, code).await?;
        passwords::void(tx, person, call.now, call.act).await?;
        factors::take_off(tx, person, call).await?;
        tokens::revoke_all(tx, person, call).await?;
        sessions::end_all(tx, person, None, call.now).await?;
        attempts::release(tx, person, call.now, call.act).await?;
        raise(tx, person, Cause::Recovery, &reason, call).await?;
        Ok(issued)
    }
}
