//! Replacing a list of words.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::checked;
use super::{authority, store};

/// Replaces the words that no password may hold: those of one organisation, for its own people, or those of the nation, for
/// everybody. Passwords that are there go on working.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordWords {
    /// The code of the organisation; the nation's list if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The whole list, 200 words at most; capitals, blanks and signs do not matter.
    #[schemars(length(max = 200))]
    pub words: Vec<String>,
}

/// What stands now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedPasswordWords {
    /// The version of the list.
    pub version: i64,
}

impl Command for ChangePasswordWords {
    const NAME: &'static str = "password-words.change";
    const ACTION: Action = authority::CHANGE;
    const LEVEL: Level = Level::FreshProof;
    /// Each word once, as it is kept.
    type Prepared = Vec<String>;
    type Output = ChangedPasswordWords;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<Vec<String>> {
        Ok(checked(&self.words)?)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let place = place(reader, self.organisation.as_deref()).await?;
        Ok(place.map_or(Resource::Nation, Resource::Organisation))
    }

    async fn run(
        &self,
        words: &Vec<String>,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<ChangedPasswordWords> {
        let organisation = place(tx, self.organisation.as_deref()).await?;
        let before = store::list(tx, organisation).await?;
        call.expects(before.version)?;
        if !store::save(tx, organisation, &before, words, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(ChangedPasswordWords { version: before.version + 1 })
    }
}

async fn place(reader: &mut Reader, code: Option<&str>) -> Result<Option<OrganisationId>> {
    let Some(code) = code else { return Ok(None) };
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(Some(found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation))
}
