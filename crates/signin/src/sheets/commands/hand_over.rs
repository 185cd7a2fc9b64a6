//! Printing a sheet of codes for somebody who has nothing that makes them.

use facts::signin::CodeSheetHandedOver;
use kernel::authority::{Action, Resource, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::sheets::{authority, messages, store};
use crate::{break_glass, factors, identity_checks, passwords, people, sessions, tokens};

/// Makes ten codes for a person who has no second step of their own, answered once, to be printed and handed over. Signing in asks for
/// one of them after the password from then on; codes that were handed over before are void. They are told by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverCodes {
    /// Whose.
    pub person: AccountId,
}

// No `Debug`: nobody prints them by accident.
/// Codes for a sheet, shown once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct HandedOver {
    /// The codes; each is used once.
    pub codes: Vec<String>,
}

impl Command for HandOverCodes {
    const NAME: &'static str = "code-sheet.hand-over";
    const ACTION: Action = authority::HAND_OVER;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = Vec<String>;
    type Output = HandedOver;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<Vec<String>> {
        Ok(factors::draw())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        codes: &Vec<String>,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<HandedOver> {
        let person = self.person;
        if let Actor::Account(helper) = call.actor {
            factors::check_helper(tx, helper, person, call).await?;
        }
        break_glass::refuse(tx, person).await?;
        if people::person(tx, person).await?.kind != "user" {
            return Err(messages::NO_PERSON.refuse().into());
        }
        if !grants_of(tx, person, call.now).await?.is_empty() {
            return Err(messages::HOLDS_ROLE.refuse().into());
        }
        // Of two who print one at the same moment the later one waits here, and its codes count.
        factors::touch(tx, person, call).await?;
        passwords::hold_still(tx, person).await?;
        let before = factors::Before::of(tx, person).await?;
        if before == factors::Before::Something && !store::has_sheet(tx, person).await? {
            return Err(messages::HAS_OTHER.refuse().into());
        }
        identity_checks::require(tx, person, call).await?;
        store::put(tx, person, call).await?;
        factors::put_codes(tx, person, codes, call).await?;
        if before == factors::Before::Nothing {
            // They began with a password alone.
            tokens::revoke_all(tx, person, call).await?;
            sessions::end_all(tx, person, None, call.now).await?;
        }
        factors::drop_steps(tx, person).await?;
        factors::mark_reset(tx, person, call).await?;
        tx.note(&CodeSheetHandedOver { account: person })?;
        Ok(HandedOver { codes: codes.clone() })
    }
}
