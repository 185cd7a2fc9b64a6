//! How far Microsoft 365 is: one account, an organisation, the nation.

use facts::directory::{AccountOf, AccountView, OrganisationCoded};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages::NOT_FOUND};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Object, State};
use super::{authority, store};
use crate::plan::{Presence, Shape, desired};

/// How far an account is on its way to Microsoft 365.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Saved here; not sent yet.
    Saved,
    /// Being sent.
    OnItsWay,
    /// Seen in Microsoft 365 as it is here.
    Live,
    /// Deleted here, and seen to be deleted in Microsoft 365.
    Removed,
    /// Microsoft 365 said no; `problem` says why.
    Refused,
    /// Accounts of its kind are kept here only.
    NotInMicrosoft365,
}

/// How far one account is on its way to Microsoft 365.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateOf {
    /// The account.
    pub person: AccountId,
}

/// The answer to `tenant.state-of`. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StateView {
    /// The account.
    pub person: AccountId,
    /// How far it is.
    pub stage: Stage,
    /// Since when it is live or removed.
    pub since: Option<String>,
    /// When the change that is not live yet was saved.
    pub saved_at: Option<String>,
    /// What is in the way, and what to do.
    pub problem: Option<String>,
    /// A stable code for the problem.
    pub problem_code: Option<String>,
    /// Attempts since the last change.
    pub tries: i64,
}

impl Query for StateOf {
    const NAME: &'static str = "tenant.state-of";
    const ACTION: Action = authority::SEE;
    const VIEW: View = View::Record;
    type Output = StateView;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<StateView> {
        let view = reader.ask(AccountOf(self.person)).await?;
        let view = view.ok_or_else(|| NOT_FOUND.refuse())?;
        let is_own = sight.own() == Some(self.person);
        if !is_own && !sight.sees_organisation(reader, view.organisation).await? {
            return Err(NOT_FOUND.refuse().into());
        }
        let object = store::find(reader, self.person).await?;
        let stage = stage(&view, object.as_ref());
        let is_open = matches!(stage, Stage::Saved | Stage::OnItsWay | Stage::Refused);
        let words = |at: Option<Timestamp>| at.map(Timestamp::rfc3339);
        let confirmed = object.as_ref().and_then(|object| object.confirmed_at);
        Ok(StateView {
            person: self.person,
            stage,
            since: words(confirmed.filter(|_| matches!(stage, Stage::Live | Stage::Removed))),
            saved_at: words(object.as_ref().map(|object| object.saved_at).filter(|_| is_open)),
            problem: object.as_ref().and_then(|object| object.problem.clone()),
            problem_code: object.as_ref().and_then(|object| object.problem_code.clone()),
            tries: object.map_or(0, |object| object.tries),
        })
    }
}

/// The stage of an account whose row is known, or not there yet.
fn stage(view: &AccountView, object: Option<&Object>) -> Stage {
    // Only the presence is asked for, and that depends on neither licences nor settings.
    let presence = desired(view, &[], &Shape { usage_location: String::new() }).presence;
    match (presence, object.map(|object| object.state)) {
        (Presence::Outside, _) => Stage::NotInMicrosoft365,
        (_, None | Some(State::Waiting)) => Stage::Saved,
        (_, Some(State::Sent)) => Stage::OnItsWay,
        (_, Some(State::Refused)) => Stage::Refused,
        (Presence::Live, Some(State::Confirmed)) => Stage::Live,
        (_, Some(State::Confirmed)) => Stage::Removed,
    }
}

/// What of an organisation is not live in Microsoft 365 yet, oldest first. Empty means that everything is live.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OnTheWay {
    /// The organisation's code in the register.
    pub organisation: String,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// Rows on a page; 50 if not given, at most 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// One account that is not live yet.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WayItem {
    /// The account.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// How far it is.
    pub stage: Stage,
    /// When the change was saved here; RFC 3339 in UTC.
    pub saved_at: String,
    /// What is in the way, and what to do.
    pub problem: Option<String>,
    /// A stable code for the problem.
    pub problem_code: Option<String>,
    /// Attempts since the last change.
    pub tries: i64,
}

/// A page of what is not live yet.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OnTheWayPage {
    /// The accounts.
    pub items: Vec<WayItem>,
    /// Where the next page starts.
    pub next: Option<String>,
    /// Saved here and not sent yet; exact up to 1,000, 1,001 means more.
    pub waiting: i64,
    /// Being sent; counted likewise.
    pub sent: i64,
    /// Refused by Microsoft 365; counted likewise.
    pub refused: i64,
    /// Since when the oldest waits; RFC 3339 in UTC.
    pub oldest: Option<String>,
    /// Whether the caller's role lets them try these again with `tenant.retry`.
    pub can_retry: bool,
}

impl Query for OnTheWay {
    const NAME: &'static str = "tenant.on-the-way";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = OnTheWayPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<OnTheWayPage> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let organisation = found.ok_or_else(|| NOT_FOUND.refuse())?.organisation;
        if !sight.sees_organisation(reader, organisation).await? {
            return Err(NOT_FOUND.refuse().into());
        }
        let limit = i64::from(self.limit.unwrap_or(50).clamp(1, 200));
        let after = self.after.as_deref().map(place).transpose()?;
        let mut rows = store::open_page(reader, sight, organisation, after, limit + 1).await?;
        let is_more = rows.len() as i64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| is_more);
        let next = next.map(|last| format!("{}.{}", last.saved_at.micros(), last.account));
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(view) = reader.ask(AccountOf(row.account)).await? else { continue };
            items.push(WayItem {
                person: row.account,
                stage: stage(&view, Some(&row)),
                name: view.display_name,
                address: view.address,
                saved_at: row.saved_at.rfc3339(),
                problem: row.problem,
                problem_code: row.problem_code,
                tries: row.tries,
            });
        }
        let mut tally = async |state| store::tally(reader, sight, Some(organisation), state).await;
        let (waiting, one) = tally(State::Waiting).await?;
        let (sent, other) = tally(State::Sent).await?;
        let (refused, third) = tally(State::Refused).await?;
        let oldest = [one, other, third].into_iter().flatten().min().map(Timestamp::rfc3339);
        let can_retry = authority::may_mend(reader, call, organisation).await?;
        Ok(OnTheWayPage { items, next, waiting, sent, refused, oldest, can_retry })
    }
}

/// Where a page starts. A place nobody gave out answers like a page that is not there.
fn place(text: &str) -> Result<(Timestamp, AccountId)> {
    let parts = text.split_once('.');
    let parsed = parts.and_then(|(time, account)| {
        Some((Timestamp::from_micros(time.parse().ok()?), account.parse().ok()?))
    });
    parsed.ok_or_else(|| NOT_FOUND.refuse().into())
}

/// The whole queue to Microsoft 365, and whether anything stops it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overview {}

/// The answer to `tenant.overview`. Times are RFC 3339 in UTC; counts are exact up to 1,000, 1,001 means more.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct OverviewView {
    /// Whether sending is paused.
    pub paused: bool,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Since when it is paused or runs again; none if it was never paused.
    pub switched_at: Option<String>,
    /// The version of the switch; sent back with the next pause or resume.
    pub version: i64,
    /// Saved here and not sent yet.
    pub waiting: i64,
    /// Being sent.
    pub sent: i64,
    /// Refused by Microsoft 365.
    pub refused: i64,
    /// Since when the oldest waits.
    pub oldest: Option<String>,
    /// When the connection last failed, if it has not worked since.
    pub trouble_at: Option<String>,
    /// How it failed, for the operator.
    pub trouble: Option<String>,
}

impl Query for Overview {
    const NAME: &'static str = "tenant.overview";
    const ACTION: Action = authority::OVERVIEW;
    const VIEW: View = View::Nation;
    type Output = OverviewView;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<OverviewView> {
        let switch = store::switch(reader).await?;
        let trouble = store::trouble(reader).await?;
        let mut tally = async |state| store::tally(reader, sight, None, state).await;
        let (waiting, one) = tally(State::Waiting).await?;
        let (sent, other) = tally(State::Sent).await?;
        let (refused, third) = tally(State::Refused).await?;
        let oldest = [one, other, third].into_iter().flatten().min();
        Ok(OverviewView {
            paused: switch.is_paused,
            pause_reason: Some(switch.reason).filter(|_| switch.is_paused),
            switched_at: switch.since.map(Timestamp::rfc3339),
            version: switch.version,
            waiting,
            sent,
            refused,
            oldest: oldest.map(Timestamp::rfc3339),
            trouble_at: trouble.as_ref().map(|(at, _)| at.rfc3339()),
            trouble: trouble.map(|(_, words)| words),
        })
    }
}
