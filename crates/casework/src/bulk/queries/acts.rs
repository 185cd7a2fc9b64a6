//! What can be done to many people of an organisation.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::place;
use crate::bulk::commands::may_do;
use crate::bulk::model::{ENTRIES_AT_MOST, Entry};
use crate::bulk::{KnownActs, authority};

/// What the caller can do to many people of an organisation at once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkActs {
    /// The code of the organisation.
    pub organisation: String,
}

/// Something that can be done to many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ActView {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it does.
    pub about: String,
    /// What it asks.
    pub label: String,
    /// Help under the question; empty for none.
    pub hint: String,
    /// `choice`, `choice-on-day` (an answer and, if it is not to be now, a day after a space), `day` or `line`.
    pub entry: String,
    /// Whether an answer is needed.
    pub is_needed: bool,
}

/// The answer to `bulk.acts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CanDo {
    /// The code of the organisation.
    pub organisation: String,
    /// The name of the organisation.
    pub organisation_name: String,
    /// The acts, in the order in which they are offered.
    pub acts: Vec<ActView>,
    /// The most entries of one list.
    pub at_most: i64,
}

impl Query for BulkActs {
    const NAME: &'static str = "bulk.acts";
    const ACTION: Action = authority::BEGIN;
    const VIEW: View = View::Record;
    type Output = CanDo;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<CanDo> {
        let place = place(reader, sight, &self.organisation).await?;
        let mut acts = Vec::new();
        for act in reader.ask(KnownActs).await? {
            if may_do(reader, call, act, place.organisation).await? {
                acts.push(ActView {
                    key: act.key.to_owned(),
                    title: act.title.to_owned(),
                    about: act.about.to_owned(),
                    label: act.question.label.to_owned(),
                    hint: act.question.hint.to_owned(),
                    entry: match act.question.entry {
                        Entry::Choice(_) => "choice",
                        Entry::ChoiceOnDay(..) => "choice-on-day",
                        Entry::Day => "day",
                        Entry::Line(_) => "line",
                    }
                    .to_owned(),
                    is_needed: act.question.missing.is_some(),
                });
            }
        }
        let at_most = reader.dated(&ENTRIES_AT_MOST, Some(place.organisation), call.now).await?;
        Ok(CanDo { organisation: place.code, organisation_name: place.name, acts, at_most })
    }
}
