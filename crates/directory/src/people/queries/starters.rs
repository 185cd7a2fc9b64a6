//! Who is starting in an organisation.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::leavers::{place, rows};
use super::organisation;
use crate::people::{authority, store};

/// The people of an organisation who were created ahead of their first day, those who start first in front.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Starters {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StarterPage {
    /// The people.
    pub items: Vec<StarterRow>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// Somebody who is starting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StarterRow {
    /// The key.
    pub id: AccountId,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// The first day, such as 2027-03-31.
    pub starts_on: String,
    /// When it begins (RFC 3339).
    pub starts_at: String,
    /// When the account was created (RFC 3339).
    pub created_at: String,
}

impl Query for Starters {
    const NAME: &'static str = "person.starters";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = StarterPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<StarterPage> {
        let organisation = organisation(reader, sight, &self.organisation).await?.organisation;
        let after = place(self.after.as_deref())?;
        let limit = rows(self.limit);
        let found = store::starters(reader, sight, organisation, after, limit + 1).await?;
        let is_more = found.len() as i64 > limit;
        let shown = usize::try_from(limit).unwrap_or(usize::MAX);
        let found: Vec<_> = found
            .into_iter()
            .take(shown)
            .filter_map(|account| account.starts_at().cloned().map(|first| (account, first)))
            .collect();
        let next = found.last().filter(|_| is_more);
        let next = next.map(|(last, first)| format!("{}.{}", first.begins_at.micros(), last.id));
        let items = found
            .into_iter()
            .map(|(account, first)| StarterRow {
                id: account.id,
                display_name: account.display_name,
                address: account.address,
                starts_on: first.day,
                starts_at: first.begins_at.rfc3339(),
                created_at: account.created_at.rfc3339(),
            })
            .collect();
        Ok(StarterPage { items, next })
    }
}
