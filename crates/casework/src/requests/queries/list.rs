//! What waits for somebody, and what they asked for.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Line, Shown, sight_at};
use crate::requests::model::{Desk, Request, State};
use crate::requests::store::{self, Filter};
use crate::requests::{authority, messages};

/// Requests on one page, if nobody says otherwise.
const PAGE: u32 = 50;
/// The most requests on one page.
const PAGE_AT_MOST: u32 = 200;

pub use super::Line as RequestLine;

/// What waits for the caller: what they were asked back, and what they can decide for the organisations that their roles
/// name; by the day it is due, overdue first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToDo {
    /// Only those of the organisation of this code. Whoever has a role of the whole service sees every organisation so.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Only those of the kind of this key.
    #[serde(default)]
    pub kind: Option<String>,
    /// What `next` of the page before says.
    #[serde(default)]
    pub after: Option<String>,
    /// Requests on the page, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of what waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ToDoPage {
    /// The requests.
    pub items: Vec<Line>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

impl Query for ToDo {
    const NAME: &'static str = "request.to-do";
    const ACTION: Action = authority::TO_DO;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Requests;
    type Output = ToDoPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<ToDoPage> {
        let me = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let organisation = match &self.organisation {
            Some(code) => {
                let found = reader.ask(OrganisationCoded(code.clone())).await?;
                let found = found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation;
                if !sight.sees_organisation(reader, found).await? {
                    return Err(common::NOT_FOUND.refuse().into());
                }
                Some(found)
            }
            None => None,
        };
        let after = self.after.as_deref().map(place).transpose()?;
        let filter = Filter { organisation, kind: self.kind.clone(), after };
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, PAGE_AT_MOST));
        let mut found = store::waiting_for(reader, me, &filter, limit + 1).await?;
        for desk in Desk::ALL {
            let sight = sight_at(reader, call, desk, organisation).await?;
            if !sight.is_empty() {
                found.extend(store::list_at(reader, desk, &sight, me, &filter, limit + 1).await?);
            }
        }
        found.sort_by_key(|request| (request.due_at, request.id));
        let (found, is_more) = cut(found, limit);
        let next = found.last().filter(|_| is_more).map(after_request);
        let mut shown = Shown::of(call, reader).await?;
        let mut items = Vec::with_capacity(found.len());
        for request in &found {
            items.push(shown.line(reader, request).await?);
        }
        Ok(ToDoPage { items, next })
    }
}

/// The first so many, and whether there were more.
fn cut(mut found: Vec<Request>, limit: i64) -> (Vec<Request>, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = found.len() > limit;
    found.truncate(limit);
    (found, is_more)
}

fn after_request(request: &Request) -> String {
    format!("{}.{}", request.due_at.micros(), request.id)
}

/// The place in a list that a page goes on from.
fn place(text: &str) -> Result<(Timestamp, Uuid)> {
    let read = text.split_once('.').and_then(|(due_at, id)| {
        Some((Timestamp::from_micros(due_at.parse().ok()?), id.parse().ok()?))
    });
    read.ok_or_else(|| {
        common::MALFORMED.refuse().with("problem", "after is no place in this list").into()
    })
}

/// What was asked by or for the caller, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyRequests {
    /// Only those in this state; `live` for all that are not over, `over` for the others.
    #[serde(default)]
    pub state: Option<String>,
    /// What `next` of the page before says.
    #[serde(default)]
    pub after: Option<Uuid>,
    /// Requests on the page, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of one's own requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestPage {
    /// The requests.
    pub items: Vec<Line>,
    /// Where the next page begins; none on the last.
    pub next: Option<Uuid>,
}

impl Query for MyRequests {
    const NAME: &'static str = "request.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = RequestPage;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<RequestPage> {
        let me = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, PAGE_AT_MOST));
        let states = states(self.state.as_deref())?;
        let found = store::mine(reader, me, &states, self.after, limit + 1).await?;
        let (found, is_more) = cut(found, limit);
        let next = found.last().filter(|_| is_more).map(|request| request.id);
        let mut shown = Shown::of(call, reader).await?;
        let mut items = Vec::with_capacity(found.len());
        for request in &found {
            items.push(shown.line(reader, request).await?);
        }
        Ok(RequestPage { items, next })
    }
}

fn states(named: Option<&str>) -> Result<Vec<State>> {
    let all = State::ALL.into_iter();
    Ok(match named {
        None => all.collect(),
        Some("live") => all.filter(|state| state.is_live()).collect(),
        Some("over") => all.filter(|state| !state.is_live()).collect(),
        Some(name) => {
            vec![State::named(name).ok_or_else(|| messages::STATE_UNKNOWN.at("state"))?]
        }
    })
}
