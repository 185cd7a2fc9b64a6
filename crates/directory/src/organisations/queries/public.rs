//! What everyone signed in may know: how many organisations there are, and the card of each. And what anybody may know
//! who cannot sign in: whom to call.

use std::collections::BTreeMap;

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lists::bounded;
use crate::organisations::model::display_name;
use crate::organisations::{authority, messages, store};

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

/// Letters without which nothing is looked up: fewer would list everybody.
const LETTERS_AT_LEAST: usize = 3;
/// Most organisations of one answer.
const SUPPORT_AT_MOST: usize = 10;

/// Whom to call at an organisation when one cannot sign in; for anybody. It says nothing of any account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindSupport {
    /// Beginnings of words of the name, or the code: 3 letters at least.
    pub text: String,
}

/// Organisations and whom to call there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Support {
    /// Open organisations by name, 10 at most.
    pub items: Vec<Card>,
    /// Whether there are more; a longer text finds fewer.
    pub is_more: bool,
}

impl Query for FindSupport {
    const NAME: &'static str = "organisation.support";
    const ACTION: Action = authority::SUPPORT;
    const VIEW: View = View::Card;
    type Output = Support;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Support> {
        let text = bounded(Some(self.text.trim()));
        if text.chars().filter(|one| one.is_alphanumeric()).count() < LETTERS_AT_LEAST {
            return Err(messages::SUPPORT_SHORT.at("text").into());
        }
        let mut found = store::support(reader, sight, text, SUPPORT_AT_MOST).await?;
        let is_more = found.len() > SUPPORT_AT_MOST;
        found.truncate(SUPPORT_AT_MOST);
        let items = found.into_iter().map(|found| Card {
            code: found.code,
            name: display_name(&found.name),
            support_telephone: found.support_telephone,
            support_hours: found.support_hours,
        });
        Ok(Support { items: items.collect(), is_more })
    }
}
