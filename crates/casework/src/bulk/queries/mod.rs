//! What is shown of bulk changes.

mod acts;
mod list;
mod one;

pub use acts::{ActView, BulkActs, CanDo};
pub use list::{BulkList, BulkPage, MyBulk};
pub use one::{BulkById, BulkView, ItemView};

use facts::directory::{AccountOf, OrganisationCoded, OrganisationOf, OrganisationView};
use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::KnownActs;
use super::model::{Act, Bulk, ItemState, State};
use super::store;

/// How many entries are how far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// To be tried.
    pub waiting: i64,
    /// Done.
    pub done: i64,
    /// Was so already.
    pub same: i64,
    /// Refused when they were tried.
    pub refused: i64,
    /// Not to be tried: refused before, unknown, several people, or in the list twice.
    pub left_out: i64,
    /// Not looked up yet.
    pub unseen: i64,
}

/// A bulk change in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkLine {
    /// The bulk change.
    pub bulk: Uuid,
    /// The key of the act.
    pub act: String,
    /// What the act is called.
    pub title: String,
    /// The answer to its question, as people read it.
    pub says: String,
    /// The code of the organisation.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
    /// What whoever had it done is called; empty once their account is erased.
    pub asked_by: String,
    /// When it was prepared, in microseconds since 1970.
    pub asked_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// Since when.
    pub since: Timestamp,
    /// Entries of the list.
    pub count: i64,
    /// How far those are.
    pub counts: Counts,
}

/// The organisation of a code, if it is seen; a foreign one answers as an unknown one.
async fn place(reader: &mut Reader, sight: &Sight, code: &str) -> Result<OrganisationView> {
    let not_found = || common::NOT_FOUND.refuse();
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?.ok_or_else(not_found)?;
    if !sight.sees_organisation(reader, found.organisation).await? {
        return Err(not_found().into());
    }
    Ok(found)
}

/// The lines of some bulk changes.
async fn lines(reader: &mut Reader, found: &[Bulk]) -> Result<Vec<BulkLine>> {
    let acts = reader.ask(KnownActs).await?;
    let mut lines = Vec::with_capacity(found.len());
    for bulk in found {
        lines.push(line(reader, &acts, bulk).await?);
    }
    Ok(lines)
}

async fn line(reader: &mut Reader, acts: &[&'static Act], bulk: &Bulk) -> Result<BulkLine> {
    let act = acts.iter().find(|act| act.key == bulk.kind);
    let (code, name) = named(reader, bulk.organisation).await?;
    let asker = reader.ask(AccountOf(bulk.asked_by)).await?;
    Ok(BulkLine {
        bulk: bulk.id,
        act: bulk.kind.clone(),
        title: act.map_or_else(|| bulk.kind.clone(), |act| act.title.to_owned()),
        says: bulk.says.clone(),
        organisation: code,
        organisation_name: name,
        asked_by: asker.map(|asker| asker.display_name).unwrap_or_default(),
        asked_at: bulk.asked_at,
        state: bulk.state,
        since: bulk.since,
        count: bulk.count,
        counts: counts(reader, bulk).await?,
    })
}

async fn named(reader: &mut Reader, organisation: OrganisationId) -> Result<(String, String)> {
    let view = reader.ask(OrganisationOf(organisation)).await?;
    Ok(view.map(|view| (view.code, view.name)).unwrap_or_default())
}

async fn counts(reader: &mut Reader, bulk: &Bulk) -> Result<Counts> {
    let mut counts = Counts { unseen: bulk.count, ..Counts::default() };
    for (state, number) in store::counts(reader, bulk.id).await? {
        counts.unseen -= number;
        match state {
            ItemState::Waiting => counts.waiting += number,
            ItemState::Done => counts.done += number,
            ItemState::Same => counts.same += number,
            ItemState::Refused => counts.refused += number,
            ItemState::Barred | ItemState::Unknown | ItemState::Several | ItemState::Twice => {
                counts.left_out += number
            }
        }
    }
    Ok(counts)
}
