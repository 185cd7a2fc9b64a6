//! The bulk changes of an organisation, and those of oneself.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{BulkLine, lines, place};
use crate::bulk::{authority, store};

/// Bulk changes on one page, if nobody says otherwise.
const PAGE: u32 = 20;
/// The most on one page.
const PAGE_AT_MOST: u32 = 100;
/// The most of one's own.
const MINE: i64 = 5;
/// Days for which one's own are shown after the last thing that happened.
const MINE_DAYS: i64 = 1;

/// The bulk changes of an organisation, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkList {
    /// The code of the organisation.
    pub organisation: String,
    /// What `next` of the page before says.
    #[serde(default)]
    pub after: Option<Uuid>,
    /// Rows of a page: 20 if left out, at most 100.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of bulk changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkPage {
    /// The bulk changes.
    pub items: Vec<BulkLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<Uuid>,
}

impl Query for BulkList {
    const NAME: &'static str = "bulk.list";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = BulkPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<BulkPage> {
        let place = place(reader, sight, &self.organisation).await?;
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, PAGE_AT_MOST));
        let before = self.after.unwrap_or(Uuid::max());
        let mut found = store::list(reader, place.organisation, before, limit + 1).await?;
        let rows = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_more = found.len() > rows;
        found.truncate(rows);
        let next = found.last().filter(|_| is_more).map(|bulk| bulk.id);
        Ok(BulkPage { items: lines(reader, &found).await?, next })
    }
}

/// The bulk changes that the caller prepared or had done in the last day, latest first; five at most.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyBulk {}

impl Query for MyBulk {
    const NAME: &'static str = "bulk.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Vec<BulkLine>;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Vec<BulkLine>> {
        let me = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let since = call.now.plus_days(-MINE_DAYS);
        let found = store::mine(reader, me, since, MINE).await?;
        lines(reader, &found).await
    }
}
