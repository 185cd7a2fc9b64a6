//! The reconciler of bulk changes: looks entries up, tries them one after the other, ends what is through, and forgets.
//!
//! It takes no input: it looks at what is stored and goes on from there, a part of each bulk change in turn, so that a
//! large one does not keep a small one waiting. Two who do the same part send the same keys and note the same outcome
//! once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use facts::directory::{AccountAt, AccountOf, AccountView, PeopleNumbered};
use kernel::clock::{Stopwatch, Timestamp};
use kernel::db::Reader;
use kernel::door::{Actor, Call, Command, Door, Face};
use kernel::http::Shutdown;
use kernel::ids::AccountId;
use kernel::jobs::Lead;
use kernel::refusal::{Error, Refusal, Result, Transience};
use uuid::Uuid;

use super::commands::{EndBulk, ForgetBulk, act_of};
use super::messages;
use super::model::{Act, Bulk, Came, Foreseen, Item, ItemState, KEEP_DAYS, Meant, State, Wanted};
use super::store;

/// The service actor in whose name bulk changes end and are forgotten.
const SERVICE: &str = "bulk changes";
/// Entries looked up in one read.
const LOOKED_UP: usize = 100;
/// Entries tried before the next bulk change has its turn.
const TRIED: i64 = 50;
/// Bulk changes read at a time.
const PAGE: i64 = 100;
/// Days for which a draft is looked up by itself; whoever opens it later has it looked up then.
const DRAFT_DAYS: i64 = 1;
/// Entries dropped in one write.
const DROPPED: i64 = 200;
/// Characters of a command's hash that stand in the key under which it is done once.
const PLAN: usize = 40;
/// Time between two looks while there is nothing to do.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Time between two looks for what is old.
const FORGET_EVERY: Duration = Duration::from_secs(3600);

/// Does what there is to do until the end is asked for.
pub async fn run(door: Door, shutdown: Shutdown) {
    let mut lead = Lead::new("bulk changes");
    let mut forgot: Option<Stopwatch> = None;
    while !shutdown.is_begun() {
        let mut did = 0;
        match lead.is_ours(&door).await {
            Ok(true) => {
                match run_due(&door).await {
                    Ok(count) => did = count,
                    Err(error) => tracing::warn!(%error, "bulk changes stand still; trying again"),
                }
                if forgot.is_none_or(|forgot| forgot.elapsed() > FORGET_EVERY) {
                    forgot = Some(Stopwatch::start());
                    if let Err(error) = forget_old(&door).await {
                        tracing::warn!(%error, "forgetting old bulk changes failed; trying again");
                    }
                }
            }
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "asking who does bulk changes failed"),
        }
        if did > 0 {
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
    if let Err(error) = lead.give_up(&door).await {
        tracing::warn!(%error, "another process does bulk changes only in two minutes");
    }
}

/// Takes every bulk change a part further, and says how many entries that were. One that meets an outage is gone on
/// with in the next run and holds up no other.
///
/// # Errors
/// If the database does not answer.
pub async fn run_due(door: &Door) -> Result<usize> {
    let mut did = 0;
    for state in [State::Draft, State::Running] {
        let mut after = Uuid::nil();
        loop {
            let page = store::live(&mut door.reader().await?, state, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = last.id;
            for bulk in page {
                match further(door, &bulk).await {
                    Ok(count) => did += count,
                    Err(error) => {
                        tracing::warn!(bulk = %bulk.id, %error, "a bulk change stands still; trying again");
                    }
                }
            }
        }
    }
    Ok(did)
}

async fn further(door: &Door, bulk: &Bulk) -> Result<usize> {
    match bulk.state {
        State::Draft if bulk.since.plus_days(DRAFT_DAYS) > door.clock().now() => {
            look_up(door, bulk.id, LOOKED_UP).await
        }
        State::Running => try_next(door, bulk).await,
        _ => Ok(0),
    }
}

/// Looks up the next entries of a draft, at most so many, and says how many those were.
///
/// # Errors
/// If the database does not answer.
pub(crate) async fn look_up(door: &Door, bulk: Uuid, at_most: usize) -> Result<usize> {
    let mut count = 0;
    while count < at_most {
        let mut reader = door.reader().await?;
        let Some(found) = store::find(&mut reader, bulk).await? else { break };
        let looked_at = store::looked_at(&mut reader, bulk).await?;
        if found.state != State::Draft || looked_at >= found.count {
            break;
        }
        let Some(act) = act_of(&mut reader, &found.kind).await? else { break };
        let entries = store::entries(&mut reader, bulk).await?;
        let mut seen = HashSet::new();
        let mut items = Vec::new();
        let now = door.clock().now();
        for (number, written) in (1_i64..).zip(entries.lines()) {
            if number > looked_at && items.len() < LOOKED_UP {
                items.push(
                    look_at(&mut reader, &found, act, (number, written), &mut seen, now).await?,
                );
            }
        }
        drop(reader);
        count += items.len();
        if items.is_empty() {
            break;
        }
        let items = Arc::new(items);
        door.upkeep(move |tx| {
            let items = Arc::clone(&items);
            Box::pin(async move { Ok(store::add(tx, bulk, &items).await?) })
        })
        .await?;
    }
    Ok(count)
}

/// What is meant by one entry, and what would come of it.
async fn look_at(
    reader: &mut Reader,
    bulk: &Bulk,
    act: &Act,
    (number, written): (i64, &str),
    seen: &mut HashSet<AccountId>,
    now: Timestamp,
) -> Result<Item> {
    let item = |account: Option<AccountId>, state: ItemState, words: String| Item {
        number,
        written: written.to_owned(),
        account,
        state,
        words,
    };
    let mut meant = match Meant::of(written) {
        Meant::Account(account) => vec![account],
        Meant::Address(address) => reader.ask(AccountAt(address)).await?.into_iter().collect(),
        Meant::StaffNumber(number) => {
            reader.ask(PeopleNumbered { organisation: bulk.organisation, number }).await?
        }
    };
    if meant.len() > 1 {
        return Ok(item(None, ItemState::Several, messages::SEVERAL.to_owned()));
    }
    let view = match meant.pop() {
        Some(account) => theirs(reader, bulk, account).await?,
        None => None,
    };
    let Some(view) = view else {
        return Ok(item(None, ItemState::Unknown, messages::UNKNOWN.to_owned()));
    };
    let account = Some(view.account);
    if !seen.insert(view.account)
        || store::stands_before(reader, bulk.id, view.account, number).await?
    {
        return Ok(item(account, ItemState::Twice, messages::TWICE.to_owned()));
    }
    if view.state == "deleted" {
        return Ok(item(account, ItemState::Barred, messages::DELETED.to_owned()));
    }
    let wanted = Wanted {
        organisation: bulk.organisation,
        answer: &bulk.answer,
        asker: bulk.asked_by,
        account: &view,
        now,
    };
    Ok(match (act.foresee)(reader, wanted).await? {
        Foreseen::Change(words) => item(account, ItemState::Waiting, words),
        Foreseen::Same(words) => item(account, ItemState::Same, words),
        Foreseen::Refused(words) => item(account, ItemState::Barred, words),
    })
}

/// The account, if it is a person of the organisation; a foreign one is as good as none.
async fn theirs(
    reader: &mut Reader,
    bulk: &Bulk,
    account: AccountId,
) -> Result<Option<AccountView>> {
    let view = reader.ask(AccountOf(account)).await?;
    Ok(view.filter(|view| {
        view.organisation == bulk.organisation && view.kind == "user" && view.state != "erased"
    }))
}

/// Tries the next entries of a bulk change that is running, or ends it.
async fn try_next(door: &Door, bulk: &Bulk) -> Result<usize> {
    let mut reader = door.reader().await?;
    // Since it was listed somebody may have stopped it.
    let found = store::find(&mut reader, bulk.id).await?;
    if found.is_none_or(|found| found.state != State::Running) {
        return Ok(0);
    }
    let next = store::next_waiting(&mut reader, bulk.id, TRIED).await?;
    let act = act_of(&mut reader, &bulk.kind).await?;
    let (Some(act), false) = (act, next.is_empty()) else {
        drop(reader);
        if next.is_empty() {
            by_service(door, EndBulk { bulk: bulk.id }).await?;
        }
        return Ok(0);
    };
    let (mut there, mut came) = (Vec::new(), Vec::new());
    for item in &next {
        let account = item.account.unwrap_or(AccountId(Uuid::nil()));
        match theirs(&mut reader, bulk, account).await? {
            Some(_) => there.push((item.number, account)),
            None => came.push((item.number, ItemState::Refused, messages::GONE.to_owned())),
        }
    }
    drop(reader);
    let mut outage = None;
    for part in there.chunks(act.at_once.max(1)) {
        match try_part(door, bulk, act, part).await {
            Ok(outcomes) => came.extend(outcomes),
            Err(error) => {
                outage = Some(error);
                break;
            }
        }
    }
    let count = came.len();
    let (id, came) = (bulk.id, Arc::new(came));
    door.upkeep(move |tx| {
        let came = Arc::clone(&came);
        Box::pin(async move { Ok(store::settle(tx, id, &came).await?) })
    })
    .await?;
    outage.map_or(Ok(count), Err)
}

pub(super) type Outcomes = Vec<(i64, ItemState, String)>;

/// Has the act done to these, in the asker's name. What fails for several by a defect is tried for each alone.
pub(super) async fn try_part(
    door: &Door,
    bulk: &Bulk,
    act: &Act,
    part: &[(i64, AccountId)],
) -> Result<Outcomes> {
    match attempt(door, bulk, act, part).await {
        Ok(came) => Ok(noted(part, came)),
        Err(Error::Fault(fault)) if fault.transience() == Transience::Defect => {
            let mut outcomes = Vec::new();
            for one in part.chunks(1) {
                let came = match part.len() {
                    1 => None,
                    _ => match attempt(door, bulk, act, one).await {
                        Ok(came) => Some(came),
                        Err(Error::Fault(fault)) if fault.transience() == Transience::Defect => {
                            None
                        }
                        Err(other) => return Err(other),
                    },
                };
                let broken = || vec![Came::Refused(messages::BROKEN.to_owned())];
                outcomes.extend(noted(one, came.unwrap_or_else(broken)));
            }
            Ok(outcomes)
        }
        Err(other) => Err(other),
    }
}

async fn attempt(
    door: &Door,
    bulk: &Bulk,
    act: &Act,
    part: &[(i64, AccountId)],
) -> Result<Vec<Came>> {
    let accounts: Vec<AccountId> = part.iter().map(|(_, account)| *account).collect();
    let command = (act.make)(&accounts, &bulk.answer)?;
    let first = part.first().map_or(0, |(number, _)| *number);
    let plan: String = command.plan().chars().take(PLAN).collect();
    let call = Call {
        // The same for the same entries, however often they are tried; another one once somebody of them is left out.
        key: Some(format!("bulk.{}.{first}.{plan}", bulk.id.simple())),
        ..door.call(Actor::Account(bulk.asked_by), Face::Bulk)
    };
    match door.perform_by_name(call, command.command, command.body).await {
        Ok(done) => Ok((act.outcome)(&done.output, &accounts)),
        Err(Error::Refused(refusal)) if refusal.retry_after.is_none() => {
            let words = words_of(&refusal);
            Ok(accounts.iter().map(|_| Came::Refused(words.clone())).collect())
        }
        Err(other) => Err(other),
    }
}

/// What a refusal says about the one thing that is wrong.
fn words_of(refusal: &Refusal) -> String {
    refusal.fields.first().map_or(&refusal.text, |field| &field.text).to_string()
}

/// What came of each, under its number; an answer that does not speak of somebody is a defect of the act.
fn noted(part: &[(i64, AccountId)], came: Vec<Came>) -> Outcomes {
    let mut came = came.into_iter();
    part.iter()
        .map(|(number, _)| match came.next() {
            Some(Came::Done(words)) => (*number, ItemState::Done, words),
            Some(Came::Same(words)) => (*number, ItemState::Same, words),
            Some(Came::Refused(words)) => (*number, ItemState::Refused, words),
            None => (*number, ItemState::Refused, messages::BROKEN.to_owned()),
        })
        .collect()
}

/// Performs it, and says whether it was done. What is refused has gone on meanwhile.
async fn by_service<C: Command>(door: &Door, command: C) -> Result<bool> {
    match door.perform(door.call(Actor::Service(SERVICE), Face::Job), command).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(refusal)) if refusal.retry_after.is_none() => Ok(false),
        Err(error) => Err(error),
    }
}

/// Drops what is kept about people of bulk changes that have been over, or only looked at, for long enough; says of how
/// many.
///
/// # Errors
/// If the database does not answer.
pub async fn forget_old(door: &Door) -> Result<usize> {
    let now = door.clock().now();
    let days = door.reader().await?.dated(&KEEP_DAYS, None, now).await?;
    let (mut count, mut after) = (0, (Timestamp::from_micros(0), Uuid::nil()));
    loop {
        let until = now.plus_days(-days);
        let page = store::old(&mut door.reader().await?, until, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = (last.since, last.id);
        for bulk in page {
            // The entries first: once it is forgotten nobody looks for them any more.
            let id = bulk.id;
            let part = move || {
                door.upkeep(move |tx| {
                    Box::pin(async move { Ok(store::drop_items(tx, id, DROPPED).await?) })
                })
            };
            while part().await? > 0 {}
            count += usize::from(by_service(door, ForgetBulk { bulk: id }).await?);
        }
    }
}
