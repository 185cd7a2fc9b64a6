//! The national directory: cards with public fields only.

use std::collections::HashMap;

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as kernel_messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::look;
use crate::people::model::{Account, AccountKind, AccountState, Needle};
use crate::people::{authority, messages, store};

/// What everybody signed in may know of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Card {
    /// The key.
    pub id: AccountId,
    /// The name as others see it.
    pub display_name: String,
    /// Given name, or several.
    pub given_name: String,
    /// Family name, or several.
    pub family_name: String,
    /// The primary address.
    pub address: String,
    /// Job title, if any.
    pub job_title: Option<String>,
    /// Department, if any.
    pub department: Option<String>,
    /// Telephone, if any.
    pub telephone: Option<String>,
    /// Mobile number, if any and not hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    /// The code of the organisation in the register.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
}

type Names = HashMap<OrganisationId, (String, String)>;

impl Card {
    pub(super) async fn of(
        reader: &mut Reader,
        account: Account,
        names: &mut Names,
    ) -> Result<Self> {
        let (organisation, organisation_name) = match names.get(&account.organisation) {
            Some(known) => known.clone(),
            None => {
                let found = reader.ask(OrganisationOf(account.organisation)).await?;
                let found = found.map(|found| (found.code, found.name)).unwrap_or_default();
                names.insert(account.organisation, found.clone());
                found
            }
        };
        Ok(Self {
            id: account.id,
            display_name: account.display_name,
            given_name: account.given_name,
            family_name: account.family_name,
            address: account.address,
            job_title: account.job_title,
            department: account.department,
            telephone: account.telephone,
            mobile: account.mobile.filter(|_| !account.mobile_hidden),
            organisation,
            organisation_name,
        })
    }
}

/// Finds people in the whole service by the beginnings of their names or by a whole email address: at most 20 cards
/// at once and 60 in a minute.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindPeople {
    /// What to look for: at least 2 letters, or a whole email address.
    pub search: String,
}

/// The cards that were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Found {
    /// The cards, at most 20.
    pub items: Vec<Card>,
    /// Whether there may be more; a longer search finds fewer.
    pub is_more: bool,
}

impl Query for FindPeople {
    const NAME: &'static str = "person.find";
    const ACTION: Action = authority::CARD;
    const VIEW: View = View::Card;
    type Output = Found;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Found> {
        let needle = Needle::of(&self.search).filter(|needle| !needle.is_short());
        let Some(needle) = needle else { return Err(messages::SEARCH_SHORT.at("search").into()) };
        let (mut found, has_more) = store::find_cards(reader, sight, &needle).await?;
        let granted = look::take(call, found.len())?;
        let is_more = has_more || granted < found.len();
        found.truncate(granted);
        let (mut items, mut names) = (Vec::new(), Names::new());
        for account in found {
            items.push(Card::of(reader, account, &mut names).await?);
        }
        Ok(Found { items, is_more })
    }
}

/// Whether an account has a card.
pub(crate) fn is_on_card(account: &Account) -> bool {
    account.kind == AccountKind::User && account.state == AccountState::Active && account.listed
}

/// One card. Hidden, disabled and deleted people answer as unknown ones.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonCard {
    /// The person.
    pub person: AccountId,
}

impl Query for PersonCard {
    const NAME: &'static str = "person.card";
    const ACTION: Action = authority::CARD;
    const VIEW: View = View::Card;
    type Output = Card;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Card> {
        look::take(call, 1)?;
        let found = if sight.is_public() || sight.is_national() {
            store::find(reader, self.person).await?
        } else {
            None
        };
        match found.filter(is_on_card) {
            Some(account) => Card::of(reader, account, &mut Names::new()).await,
            None => Err(kernel_messages::NOT_FOUND.refuse().into()),
        }
    }
}
