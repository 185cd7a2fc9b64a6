//! What everyone signed in may know: how many organisations there are, and the card of each.

use std::collections::BTreeMap;

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::organisations::model::display_name;
use crate::organisations::{authority, store};

/// How many organisations the register holds.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountOrganisations {}

/// How many organisations there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationCount {
    /// All records of the register.
    pub count: i64,
    /// The same by where they stand with the service; states that nobody is in are left out.
    pub by_state: BTreeMap<String, i64>,
}

impl Query for CountOrganisations {
    const NAME: &'static str = "organisation.count";
    const ACTION: Action = authority::COUNT;
    const VIEW: View = View::Nation;
    type Output = OrganisationCount;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<OrganisationCount> {
        let by_state: BTreeMap<String, i64> = store::by_state(reader).await?.into_iter().collect();
        Ok(OrganisationCount { count: by_state.values().sum(), by_state })
    }
}

/// The public card of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationCard {
    /// Its code in the register.
    pub organisation: String,
}

/// What everyone signed in may know of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// Its code in the register.
    pub code: String,
    /// Its name as it is shown.
    pub name: String,
    /// The telephone number of its local support, if it gave one.
    pub support_telephone: Option<String>,
    /// When local support answers, if it said so.
    pub support_hours: Option<String>,
}

impl Query for OrganisationCard {
    const NAME: &'static str = "organisation.card";
    const ACTION: Action = authority::CARD;
    const VIEW: View = View::Card;
    type Output = Card;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Card> {
        let found = store::by_code(reader, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Card {
            code: found.code,
            name: display_name(&found.name),
            support_telephone: found.support_telephone,
            support_hours: found.support_hours,
        })
    }
}
