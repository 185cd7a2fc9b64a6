//! Letters from the fact to the relay, on both engines.

mod joining;
mod links;
mod pages;
mod passwords;
mod reports;
mod sending;
mod waiting;
mod words;
mod writing;

use std::collections::BTreeMap;
use std::sync::Arc;

use facts::casework::{RequestOf, RequestTold};
use facts::directory::{Ending, EndingBy, JoiningClock, JoiningDue, JoiningOf, JoiningTold};
use facts::entitlement::{EndingLicences, LicencesEnding, ProductNamed};
use facts::signin::{EndingLink, EndingPassword, PasswordsEnding, StartLinksEnding};
use kernel::clock::Timestamp;
use kernel::door::{Actor, Answers, Manifest};
use kernel::followers::follow_once;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use parking_lot::Mutex;
use testkit::World;
use uuid::Uuid;

use super::{Letter, NoticeLog};

/// What the neighbours that are stood in for say comes to its end.
#[derive(Default)]
pub(super) struct Ends {
    pub(super) accounts: Mutex<Vec<(facts::directory::EndClock, Ending)>>,
    pub(super) licences: Mutex<Vec<EndingLicences>>,
    pub(super) links: Mutex<Vec<EndingLink>>,
    pub(super) passwords: Mutex<Vec<EndingPassword>>,
}

/// Requests, by their keys; each test has its own.
pub(super) static REQUESTS: Mutex<BTreeMap<Uuid, RequestTold>> = Mutex::new(BTreeMap::new());

/// Organisations on their way, by their keys; each test has its own.
pub(super) static WAYS: Mutex<BTreeMap<OrganisationId, JoiningTold>> = Mutex::new(BTreeMap::new());

/// Which of them come to a day, as the directory would answer.
fn on_their_way(asked: JoiningDue) -> Vec<OrganisationId> {
    let ways = WAYS.lock();
    let comes = |at: Option<Timestamp>| at.is_some_and(|at| at <= asked.by);
    let due = ways.iter().filter(|(key, of)| {
        let is_due = match asked.clock {
            JoiningClock::Closing => comes(of.closes_at),
            JoiningClock::Check => comes(of.lapses_at),
            JoiningClock::Waiting => of.turn != "nobody" && of.since <= asked.by,
        };
        is_due && asked.after.is_none_or(|after| **key > after)
    });
    due.map(|(key, _)| *key).collect()
}

/// The slice, and neighbours from memory.
pub(super) fn manifests_with(ends: &Arc<Ends>) -> Vec<Manifest> {
    static NOW: Mutex<Option<Arc<Ends>>> = Mutex::new(None);
    fn stand_ins(answers: &mut Answers) -> Result<(), Fault> {
        let ends = NOW.lock().clone().unwrap_or_default();
        let (accounts, links, passwords) =
            (Arc::clone(&ends), Arc::clone(&ends), Arc::clone(&ends));
        answers.add(move |asked: EndingBy, _| {
            let found = accounts.accounts.lock();
            let all = found.iter().filter(|(clock, _)| *clock == asked.clock);
            let mut all: Vec<Ending> = all.map(|(_, ending)| *ending).collect();
            all.sort_by_key(|ending| (ending.at, ending.account));
            all.retain(|ending| {
                ending.at <= asked.by
                    && asked.after.is_none_or(|after| (ending.at, ending.account) > after)
            });
            Box::pin(async move { Ok(all) })
        })?;
        answers.add(move |asked: LicencesEnding, _| {
            let mut all = ends.licences.lock().clone();
            all.retain(|ending| {
                ending.ends_at > asked.from
                    && ending.ends_at <= asked.by
                    && asked.after.is_none_or(|after| ending.allotment > after)
            });
            Box::pin(async move { Ok(all) })
        })?;
        answers.add(move |asked: StartLinksEnding, _| {
            let mut all = links.links.lock().clone();
            all.sort_by_key(|ending| ending.account);
            all.retain(|ending| {
                ending.until > asked.from
                    && ending.until <= asked.by
                    && asked.after.is_none_or(|after| ending.account > after)
            });
            Box::pin(async move { Ok(all) })
        })?;
        answers.add(move |asked: PasswordsEnding, _| {
            let mut all = passwords.passwords.lock().clone();
            all.sort_by_key(|ending| (ending.ends_at, ending.account));
            all.retain(|ending| {
                ending.ends_at > asked.from
                    && ending.ends_at <= asked.by
                    && asked.after.is_none_or(|after| (ending.ends_at, ending.account) > after)
            });
            Box::pin(async move { Ok(all) })
        })?;
        answers.add(|JoiningOf(organisation), _| {
            let told = WAYS.lock().get(&organisation).cloned();
            Box::pin(async move { Ok(told) })
        })?;
        answers.add(|asked: JoiningDue, _| {
            let due = on_their_way(asked);
            Box::pin(async move { Ok(due) })
        })?;
        answers.add(|ProductNamed(_), _| {
            Box::pin(async { Ok(Some("Microsoft 365 F3".to_owned())) })
        })?;
        answers.add(|question: RequestOf, _| {
            let told = REQUESTS.lock().get(&question.0).cloned();
            Box::pin(async move { Ok(told) })
        })
    }
    *NOW.lock() = Some(Arc::clone(ends));
    vec![
        super::manifest(),
        crate::views::manifest(),
        Manifest { name: "test/neighbours", answers: vec![stand_ins], ..Manifest::default() },
    ]
}

/// The slice, with neighbours of whom nothing comes to its end.
pub(super) fn manifests() -> Vec<Manifest> {
    manifests_with(&Arc::default())
}

/// Follows until nothing is left to be told.
pub(super) async fn follow(world: &World) {
    world.seal().await;
    for after in world.door.after().to_vec() {
        while follow_once(&world.door, &after).await.expect("it is heard") > 0 {}
    }
}

/// Every letter, the newest first.
pub(super) async fn letters(world: &World) -> Vec<Letter> {
    let operator: Actor = world.operator();
    world.asked(operator, &NoticeLog { limit: Some(200), ..NoticeLog::default() }).await.items
}

/// The notices of every letter, the oldest first.
pub(super) async fn told(world: &World) -> Vec<String> {
    let mut keys: Vec<String> =
        letters(world).await.into_iter().map(|letter| letter.notice).collect();
    keys.reverse();
    keys
}
