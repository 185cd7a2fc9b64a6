//! Hearing that an account was shut, and doing what is to be done in the tenant.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use facts::signin::{AccountContained, IsContained};
use kernel::clock::Timestamp;
use kernel::db::{BoxFuture, WriteTx};
use kernel::door::{Actor, After, Call, Door, Face, Fact as _, Question, Told};
use kernel::ids::AccountId;
use kernel::jobs::{Handler, Job, JobEnd};
use kernel::refusal::{Error, Fault, Kind, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::graph::{Changes, Property};

use super::model::{Containment, names};
use super::{RecordContainment, store};
use crate::execute::connection;
use crate::graph::{Connection, Trouble};
use crate::plan::anchor;
use crate::release::is_held;
use crate::shadow::store as shadow;

/// The queue of accounts that were shut; the subject of a job is the account's key.
const QUEUE: &str = "tenant.contain";
/// Shorter than the lease of a job, so that nobody else begins while we are still at it.
const LONGEST: Duration = Duration::from_secs(45);
/// The longest pause between two tries, in seconds.
const LONGEST_PAUSE: i64 = 300;
/// How long sending that is paused is waited for, in seconds.
const WHILE_PAUSED: i64 = 30;

/// The queue and who does its jobs.
pub(crate) fn handlers() -> HashMap<&'static str, Handler> {
    let handler: Handler = Arc::new(|door, job| Box::pin(handle(door, job)));
    HashMap::from([(QUEUE, handler)])
}

/// Asks whether this process is connected to a tenant: without one nothing is asked of any.
#[derive(Clone, Copy, Debug)]
pub(super) struct IsConnected;

impl Question for IsConnected {
    type Answer = bool;
}

/// The listener after.
pub(super) fn follower() -> After {
    let run = |door, told| -> BoxFuture<'static, Result<()>> { Box::pin(hear_late(door, told)) };
    After { name: "tenant.containment", facts: &[AccountContained::NAME], run: Arc::new(run) }
}

/// What a job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Asked {
    account: AccountId,
    /// The act that shut it.
    containment: Uuid,
    tries: i64,
}

/// What has been seen to be done.
#[derive(Debug, Default)]
struct Done {
    is_there: bool,
    blocked: bool,
    sessions_ended: bool,
    rules_off: bool,
    rules: Vec<String>,
    left: Vec<String>,
}

impl Done {
    /// Whether any of it is not known yet.
    fn adds_to(&self, kept: &Containment) -> bool {
        (self.is_there && !kept.is_there)
            || (self.blocked && kept.blocked_at.is_none())
            || (self.sessions_ended && kept.sessions_ended_at.is_none())
            || (self.rules_off && kept.rules_off_at.is_none())
            || names(&kept.rules, &self.rules) != kept.rules
            || names(&kept.left, &self.left) != kept.left
    }
}

/// Notes that something is asked of the tenant, and puts in the job, both within the act that shuts the account: whoever asks
/// what was done about it finds that it is not done yet, from the first moment on.
pub(super) async fn hear(fact: AccountContained, call: &Call, tx: &mut WriteTx) -> Result<()> {
    if !tx.ask(IsConnected).await? {
        return Ok(());
    }
    let asked = Asked { account: fact.account, containment: call.act.0, tries: 0 };
    let begun = Containment::begun(asked.containment, fact.account);
    if !store::keep(tx, None, &begun, call).await? {
        return Err(Fault::defect("shutting an account twice in one act").into());
    }
    put_in(tx, asked, call.now).await
}

/// Puts in the job of an account that was shut where there is no connection, as by the operator while nothing was serving.
async fn hear_late(door: Door, told: Told) -> Result<()> {
    if connection(&door).is_none() {
        return Ok(());
    }
    let fact: AccountContained = serde_json::from_value(told.payload)
        .map_err(|error| Fault::defect(format!("reading the fact {}", told.fact)).because(error))?;
    let asked = Asked { account: fact.account, containment: told.act.0, tries: 0 };
    match store::find(&mut door.reader().await?, asked.containment).await? {
        Some(_) => Ok(()),
        None => again(&door, asked, 0).await,
    }
}

async fn put_in(tx: &mut WriteTx, asked: Asked, due_at: Timestamp) -> Result<()> {
    let payload = serde_json::to_string(&asked)
        .map_err(|error| Fault::defect("writing a job of the tenant").because(error))?;
    tx.enqueue(QUEUE, &asked.account.to_string(), &payload, due_at).await?;
    Ok(())
}

/// Puts it in once more, for later.
async fn again(door: &Door, asked: Asked, seconds: i64) -> Result<()> {
    let due_at = door.clock().now().plus_seconds(seconds);
    door.upkeep(move |tx| Box::pin(put_in(tx, asked, due_at))).await
}

/// Records what was done, if it is more than is known; an account that is erased by now needs nothing.
async fn record(door: &Door, asked: &Asked, kept: Option<&Containment>, done: &Done) -> Result<()> {
    if kept.is_some_and(|kept| !done.adds_to(kept)) {
        return Ok(());
    }
    let now = door.clock().now();
    let at = |is_done: bool| is_done.then_some(now);
    let command = RecordContainment {
        person: asked.account,
        containment: asked.containment,
        is_there: done.is_there,
        blocked_at: at(done.blocked),
        sessions_ended_at: at(done.sessions_ended),
        rules_off_at: at(done.rules_off),
        rules: done.rules.clone(),
        left: done.left.clone(),
    };
    let call = door.call(Actor::Service("tenant"), Face::Job);
    match door.perform(call, command).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

async fn handle(door: Door, job: Job) -> Result<JobEnd> {
    let Ok(asked) = serde_json::from_str::<Asked>(&job.payload) else {
        return Ok(JobEnd::Parked(format!("{} names no account", job.payload)));
    };
    let mut reader = door.reader().await?;
    if store::find(&mut reader, asked.containment).await?.is_none() {
        drop(reader);
        record(&door, &asked, None, &Done::default()).await?;
        reader = door.reader().await?;
    }
    // Nothing is left to do about an account that was erased.
    let Some(kept) = store::find(&mut reader, asked.containment).await? else {
        return Ok(JobEnd::Done);
    };
    let is_paused = shadow::switch(&mut reader).await?.is_paused || is_held(&mut reader).await?;
    let is_known = reader.is_answered::<IsContained>();
    let is_shut = !is_known || reader.ask(IsContained(asked.account)).await?;
    let known = shadow::find(&mut reader, asked.account).await?;
    let known = known.and_then(|object| object.tenant_id);
    drop(reader);
    let Some(connection) = connection(&door).filter(|_| !is_paused) else {
        again(&door, asked, WHILE_PAUSED).await?;
        return Ok(JobEnd::Done);
    };
    let mut done = Done { sessions_ended: kept.sessions_ended_at.is_some(), ..Done::default() };
    let way = contain(&connection, &asked, known, is_shut, &mut done);
    let trouble = match tokio::time::timeout(LONGEST, way).await {
        Ok(Ok(())) => None,
        Ok(Err(trouble)) => Some(trouble.why()),
        Err(_) => Some("too slow".to_owned()),
    };
    // What was done before the trouble is done.
    record(&door, &asked, Some(&kept), &done).await?;
    if let Some(why) = trouble {
        tracing::warn!(why, "an account that was shut is not yet contained in the tenant");
        let pause = (1_i64 << asked.tries.clamp(0, 20)).min(LONGEST_PAUSE);
        again(&door, Asked { tries: asked.tries + 1, ..asked }, pause).await?;
    }
    Ok(JobEnd::Done)
}

/// Does it, in the order in which it helps: nobody new gets in, whoever is in gets out, and what they left behind stops.
async fn contain(
    connection: &Connection,
    asked: &Asked,
    known: Option<String>,
    is_shut: bool,
    done: &mut Done,
) -> Result<(), Trouble> {
    let user = match known {
        Some(id) => connection.user(&id).await?,
        None => None,
    };
    let user = match user {
        Some(user) => Some(user),
        None => connection.by_anchor(&anchor(asked.account)).await?,
    };
    let Some(user) = user else {
        (done.blocked, done.sessions_ended, done.rules_off) = (true, true, true);
        return Ok(());
    };
    done.is_there = true;
    let id = user.id;
    if is_shut {
        if user.account_enabled != Some(false) {
            let mut changes = Changes::default();
            changes.set(Property::AccountEnabled, false);
            connection.change(&id, &changes).await?;
        }
        let seen = connection.user(&id).await?;
        done.blocked = seen.is_none_or(|seen| seen.account_enabled == Some(false));
        if !done.blocked {
            return Err(Trouble::later("the account is not shown as blocked yet"));
        }
    }
    // Once: whoever was let begin again is not signed out each time that something else has to be tried again.
    if !done.sessions_ended {
        connection.end_sessions(&id).await?;
        done.sessions_ended = true;
    }
    for rule in connection.rules(&id).await? {
        let name = rule.display_name.unwrap_or_default();
        match (rule.is_enabled, rule.is_read_only) {
            (Some(false), _) => {}
            (_, Some(true)) => done.left.push(name),
            _ => {
                connection.switch_off(&id, &rule.id).await?;
                done.rules.push(name);
            }
        }
    }
    let mut still = connection.rules(&id).await?.into_iter();
    if still.any(|rule| rule.is_enabled != Some(false) && rule.is_read_only != Some(true)) {
        return Err(Trouble::later("a rule of the mailbox is not shown as switched off yet"));
    }
    done.rules_off = true;
    Ok(())
}
