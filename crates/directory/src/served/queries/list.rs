//! All that are administered nationally, and how many there are.

use kernel::authority::{Action, ServedSector, Sight, served_mark};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{active_in, people_in};
use crate::joining::known;
use crate::organisations::display_name;
use crate::organisations::queries::bounded;
use crate::organisations::standing::{
    Found, Organisation, Page, Search, Served as Wanted, day_of, find,
};
use crate::served::authority;
use crate::served::model::PEOPLE;

/// Rows of a page when the caller does not say, and most rows of one.
const LIMIT: u32 = 50;
pub(crate) const LIMIT_AT_MOST: u32 = 200;

/// Organisations that are administered nationally, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServedList {
    /// Beginnings of words of the name, or of the code, in any order.
    #[serde(default)]
    pub text: Option<String>,
    /// Only those of this sector.
    #[serde(default)]
    pub sector: Option<ServedSector>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One organisation of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServedLine {
    /// Its code in the register.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: ServedSector,
    /// Since when it is administered nationally (RFC 3339).
    pub since: String,
    /// How many people it has.
    pub people: i64,
    /// How many it may have.
    pub limit: i64,
    /// How many of them can sign in.
    pub active: i64,
    /// Whether a check of it is no longer good.
    pub is_lapsed: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServedPage {
    /// The page.
    pub items: Vec<ServedLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
    /// How many match, counted up to 1,000.
    pub count: i64,
    /// Whether there are more than that.
    pub is_more: bool,
}

async fn line(
    reader: &mut Reader,
    found: Organisation,
    now: Timestamp,
) -> Result<Option<ServedLine>> {
    let Some(mark) = served_mark(reader, found.id).await? else { return Ok(None) };
    let case = known(reader, found.id).await?;
    let lapses_on = case.and_then(|case| case.lapses_on);
    Ok(Some(ServedLine {
        name: display_name(&found.name),
        sector: mark.sector,
        since: mark.since.rfc3339(),
        people: people_in(reader, found.id).await?,
        limit: reader.dated(&PEOPLE, Some(found.id), now).await?,
        active: active_in(reader, found.id).await?,
        is_lapsed: lapses_on.is_some_and(|day| day <= day_of(now)),
        organisation: found.code,
    }))
}

fn wanted(text: &str, sector: Option<ServedSector>) -> Search<'_> {
    let served = sector.map_or(Wanted::Anywhere, Wanted::In);
    Search { text, served, ..Search::default() }
}

impl Query for ServedList {
    const NAME: &'static str = "served.list";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = ServedPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<ServedPage> {
        let limit = self.limit.unwrap_or(LIMIT).clamp(1, LIMIT_AT_MOST) as usize;
        let after = self.after.as_deref().map(str::trim).filter(|after| !after.is_empty());
        let search = wanted(bounded(self.text.as_deref()), self.sector);
        let Found { mut rows, total, is_more } =
            find(reader, sight, &search, Page { after, limit }).await?;
        let is_next = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| is_next).map(|last| last.code.clone());
        let mut items = Vec::with_capacity(rows.len());
        for found in rows {
            items.extend(line(reader, found, call.now).await?);
        }
        Ok(ServedPage { items, next, count: total, is_more })
    }
}

/// How many organisations are administered nationally, by sector.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServedSummary {}

/// Those of one sector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SectorCount {
    /// The sector.
    pub sector: ServedSector,
    /// How many, counted up to 1,000.
    pub count: i64,
    /// Whether there are more than that.
    pub is_more: bool,
}

/// How many there are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServedCounts {
    /// Sectors in which there is any.
    pub sectors: Vec<SectorCount>,
}

impl Query for ServedSummary {
    const NAME: &'static str = "served.summary";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = ServedCounts;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<ServedCounts> {
        let mut sectors = Vec::new();
        for sector in ServedSector::ALL.iter().copied() {
            let first = Page { after: None, limit: 1 };
            let found = find(reader, sight, &wanted("", Some(sector)), first).await?;
            let (count, is_more) = (found.total, found.is_more);
            if count > 0 {
                sectors.push(SectorCount { sector, count, is_more });
            }
        }
        Ok(ServedCounts { sectors })
    }
}
