//! Finding somebody in every organisation one looks after.

use std::collections::HashMap;

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::people::model::{AccountState, Needle};
use crate::people::{authority, messages, store};

/// Finds people and system accounts in every organisation that the caller looks after, by the beginnings of present or
/// former names, by staff number, or by a whole email address.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchPeople {
    /// What to look for: at least 2 letters, or a whole email address.
    pub search: String,
}

/// Somebody who was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchRow {
    /// The key.
    pub id: AccountId,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// Job title, if any.
    pub job_title: Option<String>,
    /// The lifecycle state.
    pub state: AccountState,
    /// The code of the organisation.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
}

/// Who was found, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SearchResult {
    /// At most 50.
    pub items: Vec<SearchRow>,
    /// Whether there may be more; a longer search finds fewer.
    pub is_more: bool,
}

impl Query for SearchPeople {
    const NAME: &'static str = "person.search";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = SearchResult;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<SearchResult> {
        let needle = Needle::of(&self.search).filter(|needle| !needle.is_short());
        let Some(needle) = needle else { return Err(messages::SEARCH_SHORT.at("search").into()) };
        let (found, is_more) = store::search(reader, sight, &needle).await?;
        let (mut items, mut names) = (Vec::with_capacity(found.len()), HashMap::new());
        for account in found {
            let (organisation, organisation_name) =
                named(reader, account.organisation, &mut names).await?;
            items.push(SearchRow {
                id: account.id,
                display_name: account.display_name,
                address: account.address,
                job_title: account.job_title,
                state: account.state,
                organisation,
                organisation_name,
            });
        }
        Ok(SearchResult { items, is_more })
    }
}

/// Code and name of an organisation, asked once.
async fn named(
    reader: &mut Reader,
    organisation: OrganisationId,
    names: &mut HashMap<OrganisationId, (String, String)>,
) -> Result<(String, String)> {
    if let Some(known) = names.get(&organisation) {
        return Ok(known.clone());
    }
    let found = reader.ask(OrganisationOf(organisation)).await?;
    let found = found.map(|found| (found.code, found.name)).unwrap_or_default();
    names.insert(organisation, found.clone());
    Ok(found)
}
