//! One bulk change with its entries.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{BulkLine, lines};
use crate::bulk::model::{Bulk, Item, ItemState};
use crate::bulk::{authority, messages, store};

/// Entries on one page, if nobody says otherwise.
const PAGE: u32 = 50;
/// The most entries on one page.
const PAGE_AT_MOST: u32 = 200;

/// One bulk change with a page of its entries: before it is run, what would come of each; afterwards, what came of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkById {
    /// The bulk change.
    pub bulk: Uuid,
    /// Only entries of which this is so: `waiting`, `done`, `same`, `refused`, `barred`, `unknown`, `several`, `twice`.
    #[serde(default)]
    pub state: Option<String>,
    /// What `next` of the page before says.
    #[serde(default)]
    pub after: Option<i64>,
    /// Entries on the page: 50 if left out, at most 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ItemView {
    /// Its place in the list, from 1.
    pub number: i64,
    /// What was written.
    pub written: String,
    /// Who is meant, if it is somebody of the organisation.
    pub account: Option<AccountId>,
    /// What they are called; empty if they are not there any more.
    pub name: String,
    /// Their email address; empty if they are not there any more.
    pub address: String,
    /// How far it is.
    pub state: ItemState,
    /// What would change or has changed, or why not.
    pub words: String,
}

/// A bulk change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkView {
    /// What its line in a list says.
    pub line: BulkLine,
    /// A page of its entries.
    pub items: Vec<ItemView>,
    /// Where the next page begins; none on the last.
    pub next: Option<i64>,
    /// Whether it runs in the caller's name.
    pub is_mine: bool,
    /// The version that the next act has to expect.
    pub version: i64,
}

impl Query for BulkById {
    const NAME: &'static str = "bulk.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = BulkView;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<BulkView> {
        let not_found = || common::NOT_FOUND.refuse();
        let bulk = store::find(reader, self.bulk).await?.ok_or_else(not_found)?;
        if !sight.sees_organisation(reader, bulk.organisation).await? {
            return Err(not_found().into());
        }
        let state = match self.state.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
            None => None,
            Some(name) => Some(ItemState::named(name).ok_or_else(|| messages::FILTER.at("state"))?),
        };
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, PAGE_AT_MOST));
        let after = self.after.unwrap_or(0);
        let mut found = store::items(reader, bulk.id, state, after, limit + 1).await?;
        let rows = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_more = found.len() > rows;
        found.truncate(rows);
        let next = found.last().filter(|_| is_more).map(|item| item.number);
        let mut items = Vec::with_capacity(found.len());
        for item in found {
            items.push(view(reader, &bulk, item).await?);
        }
        let line = lines(reader, std::slice::from_ref(&bulk)).await?.pop();
        Ok(BulkView {
            line: line.ok_or_else(not_found)?,
            items,
            next,
            is_mine: call.actor.account() == Some(bulk.asked_by),
            version: bulk.version,
        })
    }
}

async fn view(reader: &mut Reader, bulk: &Bulk, item: Item) -> Result<ItemView> {
    let account = match item.account {
        Some(account) => reader.ask(AccountOf(account)).await?,
        None => None,
    };
    // Whoever has moved since is somebody else's.
    let account = account.filter(|view| view.organisation == bulk.organisation);
    Ok(ItemView {
        number: item.number,
        written: item.written,
        account: account.as_ref().map(|view| view.account),
        name: account.as_ref().map(|view| view.display_name.clone()).unwrap_or_default(),
        address: account.map(|view| view.address).unwrap_or_default(),
        state: item.state,
        words: item.words,
    })
}
