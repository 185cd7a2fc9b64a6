//! Organisations with too few administrators.

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{authority, store};
use crate::grants::administrators_at;

const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 200;
/// How far is counted exactly.
const COUNTED: i64 = 1_000;
/// Characters of a search that anybody reads.
const TEXT: usize = 100;

/// Organisations that are open and have fewer than two people who can administer them now, those with nobody first, and
/// behind them those in which nobody reads the mailbox of a primary local administrator.
/// What changed is seen within a minute.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FewAdministrators {
    /// Only those with exactly so many: 0 or 1; 2 for those with enough, of whom one has a mailbox that nobody reads.
    #[serde(default)]
    pub working: Option<u8>,
    /// The beginning of a code or of a name.
    #[serde(default)]
    pub text: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The answer to [`FewAdministrators`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FewPage {
    /// The page.
    pub items: Vec<FewLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// Organisations with nobody, counted up to 1,000, whatever was searched for.
    pub without: i64,
    /// Organisations with one person, counted up to 1,000, whatever was searched for.
    pub with_one: i64,
    /// Organisations with enough, of whom one has a mailbox that nobody reads, counted likewise.
    pub unread: i64,
}

/// One organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct FewLine {
    /// Its code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// How many people can administer it.
    pub working: i64,
    /// How many of them are primary local administrators whose mailbox nobody reads.
    pub unread: i64,
    /// Since when they are fewer than two, or one of them has such a mailbox.
    pub since_at: Timestamp,
}

impl Query for FewAdministrators {
    const NAME: &'static str = "administrator.few";
    const ACTION: Action = authority::FEW;
    const VIEW: View = View::Nation;
    type Output = FewPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<FewPage> {
        let after = self.after.as_deref().map(place).transpose()?;
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE));
        let text = self.text.as_deref().unwrap_or_default();
        let text: String = text.chars().take(TEXT).collect();
        let working = self.working.map(i64::from);
        let mut rows = store::few(reader, sight, working, &text, after.as_ref(), limit + 1).await?;
        let kept = usize::try_from(limit).unwrap_or(usize::MAX);
        let is_more = rows.len() > kept;
        rows.truncate(kept);
        let next =
            rows.last().filter(|_| is_more).map(|last| format!("{}-{}", last.working, last.code));
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let at = administrators_at(reader, row.organisation, call.now).await?;
            let view = reader.ask(OrganisationOf(row.organisation)).await?;
            items.push(FewLine {
                organisation: row.code,
                organisation_name: view.map(|view| view.name).unwrap_or_default(),
                working: row.working,
                unread: i64::try_from(at.unread).unwrap_or(i64::MAX),
                since_at: row.since_at,
            });
        }
        let without = store::count(reader, 0, COUNTED).await?;
        let with_one = store::count(reader, 1, COUNTED).await?;
        let unread = store::count(reader, store::ENOUGH, COUNTED).await?;
        Ok(FewPage { items, next, without, with_one, unread })
    }
}

/// Where a page begins: after so many administrators and this code.
fn place(text: &str) -> Result<(i64, String)> {
    let (working, code) = text.split_once('-').ok_or_else(|| common::NOT_FOUND.refuse())?;
    let working = working.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    Ok((working, code.to_owned()))
}
