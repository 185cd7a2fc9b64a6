//! The lists, for those who keep them.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{authority, store};

/// The words that nobody may use in a password.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalPasswordWords {}

/// The words that people of one organisation may not use in a password, beside those of the nation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordWordsOf {
    /// The code of the organisation.
    pub organisation: String,
}

/// A list of words. There are never more than 200.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordWords {
    /// The code of the organisation; none for the nation.
    pub organisation: Option<String>,
    /// Its name; none for the nation.
    pub organisation_name: Option<String>,
    /// The words, as they were typed.
    pub words: Vec<String>,
    /// The version to name when the list is replaced; 0 if there never was one.
    pub version: i64,
}

impl Query for NationalPasswordWords {
    const NAME: &'static str = "password-words.national";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = PasswordWords;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<PasswordWords> {
        let store::List { words, version } = store::list(reader, None).await?;
        Ok(PasswordWords { organisation: None, organisation_name: None, words, version })
    }
}

impl Query for PasswordWordsOf {
    const NAME: &'static str = "password-words.own";
    const ACTION: Action = authority::OWN;
    const VIEW: View = View::Record;
    type Output = PasswordWords;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<PasswordWords> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let found = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        if !sight.sees_organisation(reader, found.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let store::List { words, version } = store::seen(reader, sight, found.organisation).await?;
        Ok(PasswordWords {
            organisation: Some(found.code),
            organisation_name: Some(found.name),
            words,
            version,
        })
    }
}
