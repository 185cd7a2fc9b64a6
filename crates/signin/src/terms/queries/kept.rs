//! The versions and the draft of one place, for those who keep them.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TermsText;
use crate::terms::model::{self, Draft};
use crate::terms::{authority, store};

/// The nation's terms of use: every version, and the draft of the next one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalTerms {}

/// What an organisation adds to the nation's terms for its own people: every version, and the draft of the next one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsOfOrganisation {
    /// The code of the organisation.
    pub organisation: String,
}

/// The terms of one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TermsKept {
    /// The code of the organisation; none for the nation.
    pub organisation: Option<String>,
    /// Its name.
    pub organisation_name: Option<String>,
    /// The draft of the next version, if there is one.
    pub draft: Option<TermsDraft>,
    /// The published versions, the latest first; the last 50.
    pub versions: Vec<TermsText>,
}

/// A version that is being written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TermsDraft {
    /// Its revision: every change has another.
    pub revision: Uuid,
    /// The title.
    pub title: String,
    /// What matters most.
    pub sentences: Vec<String>,
    /// The full text in its plain form.
    pub text: String,
    /// What has changed since the last version.
    pub changes: String,
    /// From when it counts, in microseconds since 1970.
    pub counts_from: Timestamp,
    /// Until when people who are signed in may put it off.
    pub put_off_until: Timestamp,
}

impl From<Draft> for TermsDraft {
    fn from(draft: Draft) -> Self {
        Self {
            revision: draft.revision,
            title: draft.wording.title,
            sentences: draft.wording.sentences,
            text: draft.wording.body,
            changes: draft.wording.changes,
            counts_from: draft.counts_from,
            put_off_until: draft.put_off_until,
        }
    }
}

async fn kept(
    reader: &mut Reader,
    sight: &Sight,
    place: Uuid,
    organisation: Option<(String, String)>,
) -> Result<TermsKept> {
    let draft = store::draft(reader, place).await?.map(TermsDraft::from);
    let versions = store::versions(reader, sight, place).await?;
    let (organisation, organisation_name) = organisation.unzip();
    let text = |version| TermsText::of(version, organisation_name.clone());
    let versions = versions.into_iter().map(text).collect();
    Ok(TermsKept { organisation, organisation_name, draft, versions })
}

impl Query for NationalTerms {
    const NAME: &'static str = "terms.national";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = TermsKept;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<TermsKept> {
        kept(reader, sight, model::place(None), None).await
    }
}

impl Query for TermsOfOrganisation {
    const NAME: &'static str = "terms.own";
    const ACTION: Action = authority::OWN;
    const VIEW: View = View::Record;
    type Output = TermsKept;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<TermsKept> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let found = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        if !sight.sees_organisation(reader, found.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let place = model::place(Some(found.organisation));
        kept(reader, sight, place, Some((found.code, found.name))).await
    }
}
