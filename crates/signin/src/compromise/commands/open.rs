//! Shutting somebody's account.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::contain::contain;
use super::{CaseMoved, check_helper};
use crate::compromise::model::{self, Found};
use crate::compromise::{authority, messages};
use crate::people;

/// Shuts the account of a person into which somebody else got, and opens its case: the account is disabled here and in the
/// tenant, its sessions end, applications lose what they were given, API tokens, start codes, the password, the second step
/// and the telephone word are taken away. Administrators of the organisation are told by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenCompromise {
    /// Whose.
    pub person: AccountId,
    /// How it was noticed.
    pub found: Found,
    /// What happened, 1 to 1,000 characters.
    pub words: String,
}

impl Command for OpenCompromise {
    const NAME: &'static str = "compromise.open";
    const ACTION: Action = authority::OPEN;
    type Prepared = (Uuid, String);
    type Output = CaseMoved;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<(Uuid, String)> {
        if self.found == Found::Reported {
            return Err(messages::FOUND.at("found").into());
        }
        let words = model::words(&self.words, "words", messages::WORDS)?;
        Ok((ids::new_at(call.now), words))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        (id, words): &(Uuid, String),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        check_helper(tx, self.person, call).await?;
        contain(tx, self.person, *id, self.found, words, call).await
    }
}
