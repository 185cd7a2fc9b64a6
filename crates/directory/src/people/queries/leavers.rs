//! Who is leaving an organisation.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::organisation;
use crate::people::model::{AccountState, LeaverKind, trimmed};
use crate::people::{authority, messages, store};

/// Rows of a page, if the caller does not say.
const LIMIT: u32 = 50;
/// Most rows of a page.
const LIMIT_AT_MOST: u32 = 200;

/// The people who are leaving an organisation, those who go first in front.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leavers {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of leavers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeaverPage {
    /// The people.
    pub items: Vec<LeaverRow>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// Somebody who is leaving.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeaverRow {
    /// The key.
    pub id: AccountId,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// The lifecycle state.
    pub state: AccountState,
    /// How they leave.
    pub leaver: LeaverKind,
    /// Since when they are marked (RFC 3339).
    pub since: String,
    /// When the account is deleted by itself (RFC 3339).
    pub until: String,
    /// Whether a legal hold has stopped that.
    pub is_held: bool,
}

impl Query for Leavers {
    const NAME: &'static str = "person.leavers";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = LeaverPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<LeaverPage> {
        let organisation = organisation(reader, sight, &self.organisation).await?.organisation;
        let after = place(self.after.as_deref())?;
        let limit = rows(self.limit);
        let mut found = store::leavers(reader, sight, organisation, after, limit + 1).await?;
        let is_more = found.len() as i64 > limit;
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = found.last().filter(|_| is_more).and_then(|account| {
            account.leaver.map(|leaver| format!("{}.{}", leaver.until.micros(), account.id))
        });
        let items = found
            .into_iter()
            .filter_map(|account| {
                account.leaver.map(|leaver| LeaverRow {
                    id: account.id,
                    display_name: account.display_name.clone(),
                    address: account.address.clone(),
                    state: account.state,
                    leaver: leaver.kind,
                    since: leaver.since.rfc3339(),
                    until: leaver.until.rfc3339(),
                    is_held: account.held_since.is_some(),
                })
            })
            .collect();
        Ok(LeaverPage { items, next })
    }
}

/// The rows of a page.
pub(super) fn rows(limit: Option<u32>) -> i64 {
    i64::from(limit.unwrap_or(LIMIT).clamp(1, LIMIT_AT_MOST))
}

/// The place that a page marker holds.
pub(super) fn place(after: Option<&str>) -> Result<store::Place> {
    let Some(text) = trimmed(after) else { return Ok(store::FIRST) };
    let parts = text.split_once('.').and_then(|(at, id)| {
        Some((Timestamp::from_micros(at.parse().ok()?), id.parse::<AccountId>().ok()?))
    });
    parts.ok_or_else(|| messages::PAGE.at("after").into())
}
