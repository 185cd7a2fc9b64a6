//! The applications that an organisation registered for its own people. Somebody else's answers like one that is not there.

use facts::directory::{OrganisationCoded, OrganisationView};
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ApplicationItem, ApplicationView, MOST, item, view};
use crate::applications::model::BY_ORGANISATIONS;
use crate::applications::{authority, store};

/// The applications of one organisation, in the order in which they were registered, at most 100 at a time.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationsOfOrganisation {
    /// The code of the organisation.
    pub organisation: String,
    /// The last key of the page before.
    #[serde(default)]
    pub after: Option<Uuid>,
}

/// Applications of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OwnApplicationList {
    /// Its code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Whether organisations may register applications of their own at all.
    pub may_register: bool,
    /// The applications.
    pub items: Vec<ApplicationItem>,
    /// The key to go on after, if there are more.
    pub next: Option<Uuid>,
}

/// What is known of an application of one organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplicationOfOrganisation {
    /// The code of the organisation.
    pub organisation: String,
    /// Which one.
    pub application: Uuid,
}

async fn in_sight(sight: &Sight, reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    let found = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
    if !sight.sees_organisation(reader, found.organisation).await? {
        return Err(messages::NOT_FOUND.refuse().into());
    }
    Ok(found)
}

impl Query for ApplicationsOfOrganisation {
    const NAME: &'static str = "application.list-own";
    const ACTION: Action = authority::READ_OWN;
    const VIEW: View = View::Record;
    type Output = OwnApplicationList;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<OwnApplicationList> {
        let of = in_sight(sight, reader, &self.organisation).await?;
        let after = self.after.unwrap_or(Uuid::nil());
        let mut found = store::seen_page(reader, sight, of.organisation, after, MOST + 1).await?;
        let is_more = found.len() as i64 > MOST;
        found.truncate(MOST as usize);
        let next = found.last().map(|last| last.id).filter(|_| is_more);
        let mut items = Vec::new();
        for one in found {
            items.push(item(reader, one).await?);
        }
        let may_register = reader.dated(&BY_ORGANISATIONS, None, call.now).await? == 1;
        Ok(OwnApplicationList {
            organisation: of.code,
            organisation_name: of.name,
            may_register,
            items,
            next,
        })
    }
}

impl Query for ApplicationOfOrganisation {
    const NAME: &'static str = "application.one-own";
    const ACTION: Action = authority::READ_OWN;
    const VIEW: View = View::Record;
    type Output = ApplicationView;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<ApplicationView> {
        let of = in_sight(sight, reader, &self.organisation).await?;
        let found = store::seen(reader, sight, of.organisation, self.application).await?;
        view(reader, found.ok_or_else(|| messages::NOT_FOUND.refuse())?).await
    }
}
