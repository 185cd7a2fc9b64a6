//! A look at a person who is to be created, before anything is saved.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation;
use crate::people::authority;
use crate::people::commands::{CreatePerson, draft};

/// Checks the details of a person exactly as `person.create` would, and gives them as they would be saved.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct PreviewPerson(pub CreatePerson);

/// A person as they would be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Preview {
    /// The name as others would see it.
    pub display_name: String,
    /// The mobile number in the international form, if any.
    pub mobile: Option<String>,
    /// The first day, if it is to come.
    pub starts_on: Option<String>,
}

impl Query for PreviewPerson {
    const NAME: &'static str = "person.preview";
    const ACTION: Action = authority::PREVIEW;
    const VIEW: View = View::Record;
    type Output = Preview;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Preview> {
        organisation(reader, sight, &self.0.organisation).await?;
        let draft = draft(&self.0, call, reader).await?;
        Ok(Preview {
            display_name: draft.name.display().to_owned(),
            mobile: draft.mobile,
            starts_on: draft.first_day.map(|first| first.day),
        })
    }
}
