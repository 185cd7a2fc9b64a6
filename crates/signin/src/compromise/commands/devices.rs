//! Recording that the devices of a person were checked.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaseMoved, check_helper, open_case, save};
use crate::compromise::store::Case;
use crate::compromise::{authority, messages, model};
use crate::people;

/// Records which devices of the person were looked at for harmful software, by whom and with what result. A later record takes
/// the place of an earlier one; both stand in the history.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordDeviceCheck {
    /// Whose.
    pub person: AccountId,
    /// Which, by whom, and the result, 1 to 1,000 characters.
    pub words: String,
}

impl Command for RecordDeviceCheck {
    const NAME: &'static str = "compromise.check-devices";
    const ACTION: Action = authority::CHECK;
    type Prepared = String;
    type Output = CaseMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(model::words(&self.words, "words", messages::CHECK_WORDS)?)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        words: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        check_helper(tx, self.person, call).await?;
        let before = open_case(tx, self.person, call).await?;
        let after =
            Case { checked_at: Some(call.now), checked_words: words.clone(), ..before.clone() };
        let organisation = people::person(tx, self.person).await?.organisation;
        tx.concerns(organisation);
        save(tx, &before, &after, call).await
    }
}
