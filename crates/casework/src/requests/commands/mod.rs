//! The commands, and what they have in common: who somebody is to a request, and by when what comes next is due.

mod answer;
mod ask;
mod assign;
mod decide;
mod due;
mod files;
mod withdraw;

pub use answer::AnswerRequest;
pub use ask::{AskRequest, Placed};
pub use assign::AssignRequest;
pub use decide::{DecideRequest, Verdict};
pub(super) use due::next_reminder;
pub use due::{LapseRequest, RemindRequest, SettleRequest};
pub(super) use files::allowed;
pub use withdraw::WithdrawRequest;

use facts::casework::RequestEnded;
use facts::directory::{AccountAt, AccountOf, AccountView};
use kernel::authority::{Resource, StandingOf, grants_reaching};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, MayDo};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Code, Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{DECIDE_DAYS, Desk, Kind, LAPSE_DAYS, Request, State, TEXT_CHARACTERS, Waits};
use super::{KnownKinds, messages, store};

/// Grants looked at in one read.
const GRANTS: i64 = 200;

/// A request after an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Standing {
    /// The request.
    pub request: Uuid,
    /// How far it is now.
    pub state: State,
    /// Its version, for the next act to expect.
    pub version: i64,
}

/// The request as it is now.
async fn found(reader: &mut Reader, request: Uuid) -> Result<Request> {
    store::find(reader, request).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// The kind of that key, if a slice still has it.
pub(super) async fn kind_of(reader: &mut Reader, key: &str) -> Result<Option<&'static Kind>> {
    Ok(reader.ask(KnownKinds).await?.into_iter().find(|kind| kind.key == key))
}

/// What authority is asked about: the asker's account where it was asked, or that of whom it is for, if they ask.
fn resource_of(call: &Call, request: &Request) -> Resource {
    let is_theirs = call.actor.account() == Some(request.asked_for);
    let owner = if is_theirs { request.asked_for } else { request.asked_by };
    Resource::Account(owner, request.organisation)
}

/// Who acts; only accounts do.
fn actor(call: &Call) -> Result<AccountId> {
    call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse().into())
}

/// Whether an account may decide a request as things are: its desk says so, and it is none of their own.
pub(super) async fn may_decide(
    reader: &mut Reader,
    call: &Call,
    account: AccountId,
    request: &Request,
) -> Result<bool> {
    if request.is_own(account) {
        return Ok(false);
    }
    // What a token covers was asked for the command itself.
    let call = Call { actor: Actor::Account(account), scope: None, ..call.clone() };
    let resource = Resource::Organisation(request.organisation);
    reader.ask(MayDo { call, action: request.desk.action(), resource }).await
}

/// Refuses unless the caller decides this request.
async fn check_decides(tx: &mut WriteTx, call: &Call, request: &Request) -> Result<AccountId> {
    let account = actor(call)?;
    if request.is_own(account) {
        return Err(messages::OWN.refuse().into());
    }
    if may_decide(tx, call, account, request).await? {
        Ok(account)
    } else {
        Err(messages::NOT_YOURS.refuse().into())
    }
}

/// By when whomever a request in that state waits for should act.
async fn due_at(
    reader: &mut Reader,
    kind: &str,
    organisation: OrganisationId,
    state: State,
    now: Timestamp,
) -> Result<Timestamp> {
    let kind = kind_of(reader, kind).await?;
    let rule = match state.waits() {
        Waits::Asker => &LAPSE_DAYS,
        Waits::Deciders | Waits::Nobody => kind.map_or(&DECIDE_DAYS, |kind| kind.due),
    };
    let days = reader.dated(rule, Some(organisation), now).await?;
    Ok(now.plus_days(days))
}

/// Whether anybody of the organisation who can act decides at a desk of it, other than these.
pub(super) async fn has_deciders(
    reader: &mut Reader,
    desk: Desk,
    organisation: OrganisationId,
    but: [AccountId; 2],
    now: Timestamp,
) -> Result<bool> {
    let roles = desk.local_roles();
    let mut after = None;
    loop {
        let grants = grants_reaching(reader, organisation, after, GRANTS, now).await?;
        after = grants.last().map(|grant| grant.id);
        for grant in grants {
            if roles.has(grant.role) && grant.is_live(now) && !but.contains(&grant.account) {
                let standing = reader.ask(StandingOf(grant.account)).await?;
                if standing.is_some_and(|standing| standing.may_act) {
                    return Ok(true);
                }
            }
        }
        if after.is_none() {
            return Ok(false);
        }
    }
}

/// The account with that key or email address.
async fn account_named(reader: &mut Reader, key_or_address: &str) -> Result<Option<AccountView>> {
    let named = key_or_address.trim();
    let account = match named.parse() {
        Ok(account) => Some(account),
        Err(_) => reader.ask(AccountAt(named.to_owned())).await?,
    };
    match account {
        Some(account) => reader.ask(AccountOf(account)).await,
        None => Ok(None),
    }
}

/// A text as it is kept: trimmed and bounded; nothing if nothing was typed.
fn text(typed: &str, field: &'static str) -> Result<Option<String>, Refusal> {
    let text = typed.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > TEXT_CHARACTERS {
        return Err(common::TEXT_TOO_LONG.at(field).with("limit", TEXT_CHARACTERS));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        return Err(common::TEXT_CONTROL.at(field));
    }
    Ok(Some(text))
}

/// The text, or a refusal where there is none.
fn needed(typed: &str, field: &'static str, missing: Code) -> Result<String, Refusal> {
    text(typed, field)?.ok_or_else(|| missing.at(field))
}

/// Tells that a request is over, if it is.
fn note_end(tx: &mut WriteTx, request: &Request) -> Result<()> {
    if !request.state.is_live() {
        let state = request.state.name().to_owned();
        tx.note(&RequestEnded { request: request.id, organisation: request.organisation, state })?;
    }
    Ok(())
}
