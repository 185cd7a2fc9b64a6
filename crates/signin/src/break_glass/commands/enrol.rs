//! Which accounts they are.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::break_glass::model::{MOST, is_fit};
use crate::break_glass::{authority, messages, store};
use crate::{codes, passkeys, passwords, sessions, tokens};

/// Makes the account of a platform administrator an emergency account: from now on it signs in with its security key only,
/// past terms and policies, and each time raises an alarm. Its password, start code and tokens are void and its sessions
/// end. All its keys stay on their devices: one that is copied between devices may be held by anybody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolBreakGlass {
    /// Whose account.
    pub person: AccountId,
}

/// Makes an emergency account an ordinary one again. It keeps its passkeys; a password takes a start code.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBreakGlass {
    /// Whose account.
    pub person: AccountId,
}

impl Command for EnrolBreakGlass {
    const NAME: &'static str = "break-glass.enrol";
    const ACTION: Action = authority::ENROL;
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let person = self.person;
        if call.actor.account() == Some(person) {
            return Err(messages::ONESELF.refuse().into());
        }
        if !is_fit(tx, person, call.now).await? {
            return Err(messages::NOT_PLATFORM.refuse().into());
        }
        // Whoever changes how the account signs in waits.
        passwords::hold_still(tx, person).await?;
        match passkeys::count_apart(tx, person).await? {
            (_, 1..) => return Err(messages::COPIED.refuse().into()),
            (0, _) => return Err(messages::NO_KEY.refuse().into()),
            _ => {}
        }
        if store::all(tx).await?.len() >= MOST {
            return Err(messages::ENOUGH.refuse().with("limit", MOST).into());
        }
        if !store::enrol(tx, person, call).await? {
            return Err(messages::ENROLLED.refuse().into());
        }
        passwords::void(tx, person, call.now, call.act).await?;
        codes::void_of(tx, person, call).await?;
        tokens::revoke_all(tx, person, call).await?;
        sessions::end_all(tx, person, None, call.now).await?;
        Ok(())
    }
}

impl Command for EndBreakGlass {
    const NAME: &'static str = "break-glass.end";
    const ACTION: Action = authority::END;
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        if !store::end(tx, self.person).await? {
            return Err(messages::NONE.refuse().into());
        }
        Ok(())
    }
}
