//! What waits for a second person, for its asker and for those who may decide it.

use facts::directory::AccountOf;
use kernel::authority::{Action, Role, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{
    Call, Decider, MayApprove, Proposal, ProposalState, Query, View, find_proposal,
};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Asked, Decision, MOST};
use super::{authority, messages, store};
use crate::rules;

/// What waits for the reader's decision, and what they asked for themselves.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondPersonWaiting {}

/// What waits.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecondPersonList {
    /// What the reader can decide, the latest first.
    pub to_decide: Vec<SecondPersonItem>,
    /// What the reader asked for, the latest first.
    pub mine: Vec<SecondPersonItem>,
}

/// One line of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecondPersonItem {
    /// Its key.
    pub proposal: Uuid,
    /// What would be done.
    pub what: String,
    /// Who asked.
    pub asker: String,
    /// Why; empty while that was not said.
    pub reason: String,
    /// When it was asked for, in microseconds since 1970; none while nobody was asked.
    pub asked_at: Option<Timestamp>,
    /// Until when it can be decided.
    pub due_at: Timestamp,
    /// What was decided.
    pub decision: Decision,
    /// Whether the time for it is over.
    pub is_late: bool,
}

/// One thing that waits for a second person, or did.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondPersonById {
    /// Its key.
    pub proposal: Uuid,
}

/// All of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SecondPersonView {
    /// The line in the list.
    pub item: SecondPersonItem,
    /// Exactly what would be done: what, and how it will be.
    pub change: Vec<(String, String)>,
    /// The plan, for `second-person.approve`.
    pub plan: String,
    /// Whether the reader asked for it.
    pub is_mine: bool,
    /// Whether it can still be decided.
    pub is_open: bool,
    /// Who decided.
    pub decided_by: Option<String>,
    /// What they said.
    pub words: String,
    /// Whether it was done.
    pub is_done: bool,
    /// Why it was not done, if it was approved and refused then.
    pub outcome: Option<String>,
}

impl Query for SecondPersonWaiting {
    const NAME: &'static str = "second-person.waiting";
    const ACTION: Action = authority::SEE;
    const VIEW: View = View::Own;
    type Output = SecondPersonList;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<SecondPersonList> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let (mut to_decide, mut mine) = (Vec::new(), Vec::new());
        for asked in store::waiting(reader, call.now, MOST).await? {
            if asked.asker == own {
                continue;
            }
            let Some(proposal) = find_proposal(reader, asked.proposal).await? else { continue };
            if may_approve(reader, call, &proposal).await? {
                to_decide.push(item(reader, &proposal, Some(&asked), call.now).await?);
            }
        }
        for asked in store::of_asker(reader, own, MOST).await? {
            let Some(proposal) = find_proposal(reader, asked.proposal).await? else { continue };
            mine.push(item(reader, &proposal, Some(&asked), call.now).await?);
        }
        Ok(SecondPersonList { to_decide, mine })
    }
}

impl Query for SecondPersonById {
    const NAME: &'static str = "second-person.by-id";
    const ACTION: Action = authority::SEE;
    const VIEW: View = View::Own;
    type Output = SecondPersonView;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<SecondPersonView> {
        let unknown = || common::NOT_FOUND.refuse();
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let proposal = find_proposal(reader, self.proposal).await?;
        let proposal = proposal.filter(|proposal| proposal.decider == Decider::SecondPerson);
        let proposal = proposal.ok_or_else(unknown)?;
        let asked = store::find(reader, proposal.id).await?;
        let is_mine = proposal.asker == own;
        // What was not asked for yet is its asker's alone.
        if !is_mine && (asked.is_none() || !may_approve(reader, call, &proposal).await?) {
            return Err(unknown().into());
        }
        let decided_by = match asked.as_ref().and_then(|asked| asked.decided_by) {
            Some(account) => Some(name_of(reader, account).await?),
            None => None,
        };
        Ok(SecondPersonView {
            item: item(reader, &proposal, asked.as_ref(), call.now).await?,
            change: change_of(reader, &proposal, call.now).await?,
            plan: proposal.plan.clone(),
            is_mine,
            is_open: proposal.state == ProposalState::Waiting && proposal.due_at > call.now,
            decided_by,
            words: asked.map(|asked| asked.words).unwrap_or_default(),
            is_done: proposal.state == ProposalState::Done,
            outcome: proposal.outcome,
        })
    }
}

async fn may_approve(reader: &mut Reader, call: &Call, proposal: &Proposal) -> Result<bool> {
    let (command, body) = (proposal.command.clone(), proposal.body.clone());
    reader.ask(MayApprove { call: call.again(), command, body }).await
}

async fn item(
    reader: &mut Reader,
    proposal: &Proposal,
    asked: Option<&Asked>,
    now: Timestamp,
) -> Result<SecondPersonItem> {
    let decision = asked.map_or(Decision::Waiting, |asked| asked.decision);
    Ok(SecondPersonItem {
        proposal: proposal.id,
        what: messages::title(&proposal.command),
        asker: name_of(reader, proposal.asker).await?,
        reason: asked.map(|asked| asked.reason.clone()).unwrap_or_default(),
        asked_at: asked.map(|asked| asked.asked_at),
        // Once it was approved the proposal is due at once.
        due_at: asked.map_or(proposal.due_at, |asked| asked.due_at),
        decision,
        is_late: decision == Decision::Waiting && proposal.due_at <= now,
    })
}

async fn name_of(reader: &mut Reader, account: AccountId) -> Result<String> {
    let view = reader.ask(AccountOf(account)).await?;
    Ok(view.map_or_else(
        || account.to_string(),
        |view| format!("{} ({})", view.display_name, view.address),
    ))
}

/// The change in words: every part of the command that says something, people by their names, and for a rule what it is now.
async fn change_of(
    reader: &mut Reader,
    proposal: &Proposal,
    now: Timestamp,
) -> Result<Vec<(String, String)>> {
    if proposal.command == "rule.change"
        && let Some(change) = rule_change(reader, &proposal.body, now).await?
    {
        return Ok(change);
    }
    let Value::Object(members) = &proposal.body else { return Ok(Vec::new()) };
    let mut change = Vec::new();
    for (name, value) in members {
        let said = match value {
            Value::Null => continue,
            Value::Bool(said) => if *said { "Yes" } else { "No" }.to_owned(),
            Value::String(text) => match text.parse::<AccountId>() {
                Ok(account) => name_of(reader, account).await?,
                Err(_) => text.clone(),
            },
            other => other.to_string(),
        };
        let role = Role::named(&said).filter(|_| name == "role");
        let said = role.map_or(said, |role| format!("{}: {}", role.name(), role.purpose()));
        change.push((messages::words(name), said));
    }
    Ok(change)
}

/// A change of a rule: what it is called, what was set before, and what it will be.
async fn rule_change(
    reader: &mut Reader,
    body: &Value,
    now: Timestamp,
) -> Result<Option<Vec<(String, String)>>> {
    let (Some(name), Some(value)) = (body["name"].as_str(), body["value"].as_i64()) else {
        return Ok(None);
    };
    let words =
        |value: i64| rules::in_words(name, value).map_or_else(|| value.to_string(), str::to_owned);
    let organisation = body["organisation"].as_str();
    let set = reader.dated_values().await?;
    let before = set
        .iter()
        .filter(|set| set.name == name && set.organisation.is_none() && set.starts_at <= now);
    let before = before.max_by_key(|set| set.starts_at);
    let before = before.map_or_else(|| "As from the beginning".to_owned(), |set| words(set.value));
    let mut change = vec![
        ("Rule".to_owned(), rules::title(name)),
        ("For everyone so far".to_owned(), before),
        ("Will be".to_owned(), words(value)),
        ("For".to_owned(), organisation.unwrap_or("Everyone").to_owned()),
    ];
    if let Some(from) = body["starts_at"].as_i64() {
        change.push(("Starts at".to_owned(), from.to_string()));
    }
    Ok(Some(change))
}
