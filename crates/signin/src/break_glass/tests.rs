//! Emergency accounts on both engines.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use facts::access::{GrantEnded, RuleSet};
use facts::directory::{AccountDeleted, AccountDisabled, AccountRestored};
use kernel::authority::{GrantSpan, Role, end_grant, grants_of};
use kernel::door::{Actor, Fact as _, Manifest, SECOND_PERSON, Within};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::{Engine, Note, Stand, World};

use super::{
    BreakGlassState, CloseAlarm, EndBreakGlass, EnrolBreakGlass, Outcome, Readiness, RecoverAccess,
    readiness,
};
use crate::codes::IssueStartCode;
use crate::compromise::{Found, OpenCompromise};
use crate::factors::{Entered, ResetSecondFactor};
use crate::passkeys::MyPasskeys;
use crate::passkeys::tests::Carried;
use crate::passwords::SetPasswordByOperator;
use crate::sessions::SignedIn;
use crate::testing::{PASSWORD, check, enter, helped, refusal, set_password, start};

struct Cast {
    ann: Actor,
    bea: Actor,
    glass: AccountId,
    key: Carried,
}

/// Two platform administrators, and an account of a third one with a key. That enrolling takes two is told elsewhere.
async fn cast(world: &World) -> Cast {
    world.set_rule(&SECOND_PERSON, 0).await;
    let organisation = world.organisation("OPERATOR").await;
    let mut accounts = Vec::new();
    for name in ["Ann Hay", "Bea Law", "Asha Rao"] {
        let account = world.person(name, organisation);
        world.grant(account, Role::PlatformAdministrator, GrantSpan::Nation).await;
        set_password(world, account, PASSWORD).await;
        accounts.push(account);
    }
    let [ann, bea, glass] = accounts[..] else { panic!("three") };
    let key = Carried::added(world, glass).await;
    Cast { ann: Actor::Account(ann), bea: Actor::Account(bea), glass, key }
}

fn session(entered: Result<Entered>) -> SignedIn {
    crate::testing::admitted(entered).expect("the key lets in")
}

async fn stands(world: &World) -> Readiness {
    let mut reader = world.door.reader().await.unwrap();
    readiness(&mut reader, world.clock.now()).await.unwrap()
}

#[test]
fn such_an_account_signs_in_with_its_key_only_and_every_time_that_is_an_alarm() {
    check(|world| async move {
        let mut cast = cast(&world).await;
        let (ann, person) = (cast.ann.clone(), cast.glass);
        world.done(ann.clone(), EnrolBreakGlass { person }).await;
        let again = EnrolBreakGlass { person };
        assert_eq!(world.refused(ann.clone(), again).await, "break-glass.enrolled");
        assert!(enter(&world, "asha.rao@guildhall.example", PASSWORD).await.is_err());
        let only = "break-glass.key-only";
        assert_eq!(
            refusal(world.door.perform(world.call(ann.clone()), IssueStartCode { person }).await)
                .code,
            only
        );
        assert_eq!(world.refused(ann.clone(), ResetSecondFactor { person }).await, only);
        let password = SetPasswordByOperator { person, password: Secret::new(PASSWORD.to_owned()) };
        assert_eq!(world.refused(world.operator(), password).await, only);
        assert_eq!(stands(&world).await, Readiness { ready: 1, wanted: 2, overdue: 0, alarms: 0 });
        world.advance(Duration::from_secs(60));
        let signed_in = session(cast.key.sign_in(&world).await);
        assert_eq!(signed_in.account, person);
        assert_eq!(stands(&world).await.alarms, 1);
        assert_eq!(world.acts_that_tell("break-glass.alarm").await, 1);
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        let alarm = state.alarms[0].alarm;
        let close =
            |reason: &str| CloseAlarm { alarm, outcome: Outcome::Drill, reason: reason.to_owned() };
        let own = Actor::Account(person);
        assert_eq!(world.refused(own, close("a drill")).await, "break-glass.own-alarm");
        assert_eq!(world.refused(cast.bea.clone(), close("  ")).await, "break-glass.reason");
        assert_eq!(world.refused(world.operator(), close("a drill")).await, "not-allowed");
        world.done(cast.bea.clone(), close("a drill")).await;
        assert_eq!(world.refused(cast.bea.clone(), close("a drill")).await, "break-glass.closed");
        assert_eq!(stands(&world).await.alarms, 0);
        world.advance_days(92);
        assert_eq!(stands(&world).await.overdue, 1);
        session(cast.key.sign_in(&world).await);
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        let alarm = state.alarms[0].alarm;
        let drill = CloseAlarm { alarm, outcome: Outcome::Drill, reason: "a drill".to_owned() };
        world.done(cast.bea, drill).await;
        assert_eq!(stands(&world).await.overdue, 0);
        world.done(ann.clone(), EndBreakGlass { person }).await;
        helped(&world, &ann, person, IssueStartCode { person }).await;
        assert_eq!(stands(&world).await.ready, 0);
    });
}

#[test]
fn an_account_that_somebody_works_with_or_without_a_key_is_none() {
    check(|world| async move {
        let cast = cast(&world).await;
        let Actor::Account(ann) = cast.ann else { panic!("an account") };
        let Actor::Account(bea) = cast.bea else { panic!("an account") };
        let enrol = |person| EnrolBreakGlass { person };
        assert_eq!(world.refused(cast.ann.clone(), enrol(ann)).await, "break-glass.oneself");
        assert_eq!(world.refused(cast.ann.clone(), enrol(bea)).await, "break-glass.no-key");
        let other = world.person("Cay Lind", world.organisation("RX1").await);
        assert_eq!(world.refused(cast.ann.clone(), enrol(other)).await, "break-glass.not-platform");
        assert_eq!(world.refused(Actor::Account(other), enrol(bea)).await, "not-allowed");
        assert_eq!(
            world.refused(cast.ann.clone(), EndBreakGlass { person: bea }).await,
            "break-glass.none"
        );
        let recover = RecoverAccess { person: bea, reason: "mine now".to_owned() };
        assert_eq!(world.refused(cast.ann, recover).await, "not-allowed", "on the host only");
    });
}

#[test]
fn a_key_that_is_copied_between_devices_is_none_of_such_an_account() {
    check(|world| async move {
        let mut cast = cast(&world).await;
        let (ann, person) = (cast.ann.clone(), cast.glass);
        let enrol = EnrolBreakGlass { person };
        cast.key.copied(&world, person).await.expect("an ordinary account may have one");
        assert_eq!(world.refused(ann.clone(), enrol.clone()).await, "break-glass.copied");
        assert_eq!(stands(&world).await.ready, 0);
        let items = world.asked(Actor::Account(person), &MyPasskeys {}).await.items;
        let copied = items.iter().find(|item| item.is_synced).expect("the second one");
        cast.key.removes(&world, person, copied.id).await;
        world.done(ann, enrol).await;
        assert_eq!(stands(&world).await.ready, 1);
        session(cast.key.sign_in(&world).await);
        let refused = cast.key.copied(&world, person).await;
        assert_eq!(refusal(refused).code, "break-glass.not-copied");
        let items = world.asked(Actor::Account(person), &MyPasskeys {}).await.items;
        assert_eq!(items.len(), 1, "nothing was kept of it");
        session(cast.key.sign_in(&world).await);
    });
}

#[test]
fn the_operator_lets_somebody_in_again_and_everybody_hears_of_it() {
    check(|world| async move {
        let mut cast = cast(&world).await;
        let person = cast.glass;
        world.done(cast.ann.clone(), EnrolBreakGlass { person }).await;
        let recover = |reason: &str| RecoverAccess { person, reason: reason.to_owned() };
        assert_eq!(world.refused(world.operator(), recover("")).await, "break-glass.reason");
        assert_eq!(stands(&world).await.alarms, 0);
        let issued = world.done(world.operator(), recover("both keys are lost")).await;
        assert!(cast.key.sign_in(&world).await.is_err(), "whoever has the key is out");
        assert_eq!(stands(&world).await, Readiness { ready: 0, wanted: 2, overdue: 0, alarms: 1 });
        start(&world, &issued.code, "copper meadow 17 saddle").await.unwrap();
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        assert_eq!(state.alarms[0].reason, "both keys are lost");
        let close = |outcome| CloseAlarm {
            alarm: state.alarms[0].alarm,
            outcome,
            reason: "Ann was called".to_owned(),
        };
        assert_eq!(
            world.refused(cast.bea.clone(), close(Outcome::Drill)).await,
            "break-glass.no-drill"
        );
        world.done(cast.bea, close(Outcome::Use)).await;
    });
}

#[test]
fn the_last_one_that_is_ready_is_neither_disabled_nor_shut_but_by_the_operator() {
    check(|world| async move {
        let cast = cast(&world).await;
        let person = cast.glass;
        world.done(cast.ann.clone(), EnrolBreakGlass { person }).await;
        let organisation = world.organisation("OPERATOR").await;
        let disabled = Note::of(AccountDisabled { account: person, organisation });
        // It is ready still.
        world.done(cast.ann.clone(), disabled.clone()).await;
        world.change_person(person, |view| view.state = "disabled".to_owned());
        assert_eq!(stands(&world).await.ready, 0, "with its key, and nobody gets in");
        assert_eq!(world.refused(cast.ann.clone(), disabled.clone()).await, "break-glass.last");
        let deleted = Note::of(AccountDeleted { account: person, organisation });
        assert_eq!(world.refused(cast.ann.clone(), deleted).await, "break-glass.last");
        world.done(world.operator(), disabled).await;
        world.change_person(person, |view| view.state = "active".to_owned());
        // Whoever shuts it takes its key off: a second one has to be ready, and everybody hears of it.
        let words = "its envelope was open".to_owned();
        let shut = OpenCompromise { person, found: Found::Other, words };
        world.done(world.operator(), shut).await;
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        assert_eq!(state.alarms.len(), 1, "that is an alarm");
        assert!(!state.accounts[0].is_ready);
    });
}

#[test]
fn one_that_was_not_ready_is_not_the_last_one_that_is() {
    check(|world| async move {
        let cast = cast(&world).await;
        let person = cast.glass;
        world.done(cast.ann.clone(), EnrolBreakGlass { person }).await;
        let organisation = world.organisation("OPERATOR").await;
        let mut reader = world.door.reader().await.unwrap();
        let held = grants_of(&mut reader, person, world.clock.now()).await.unwrap();
        drop(reader);
        let ended = Note::of(GrantEnded { grant: held[0].id, account: person, organisation: None });
        // Its sign-in is stopped, by the operator: what it still holds lets nobody in.
        world.change_person(person, |view| view.state = "disabled".to_owned());
        world.done(cast.ann.clone(), ended.clone()).await;
        world.change_person(person, |view| view.state = "deleted".to_owned());
        assert_eq!(world.refused(cast.ann.clone(), ended).await, "break-glass.last");
        world.change_person(person, |view| view.state = "active".to_owned());
        let words = "its envelope was open".to_owned();
        let shut = OpenCompromise { person, found: Found::Other, words };
        world.done(world.operator(), shut).await;
        assert_eq!(stands(&world).await.ready, 0, "its key was taken off");
        world.change_person(person, |view| view.state = "disabled".to_owned());
        world
            .done(cast.ann.clone(), Note::of(AccountDisabled { account: person, organisation }))
            .await;
        world.done(cast.ann, Note::of(AccountDeleted { account: person, organisation })).await;
    });
}

/// A neighbour who takes every role of an account that is restored, and goes on once so many have.
fn taker(together: usize) -> Manifest {
    let met = Arc::new(AtomicUsize::new(0));
    Manifest {
        name: "taker",
        within: vec![Within::new(&[GrantEnded::NAME], move |fact: AccountRestored, call, tx| {
            let met = met.clone();
            Box::pin(async move {
                for grant in grants_of(tx, fact.account, call.now).await? {
                    end_grant(tx, &grant, call.now, call.act).await?;
                    let (grant, account) = (grant.id, fact.account);
                    tx.note(&GrantEnded { grant, account, organisation: None })?;
                }
                met.fetch_add(1, Ordering::SeqCst);
                while met.load(Ordering::SeqCst) < together {
                    tokio::task::yield_now().await;
                }
                Ok(())
            })
        })],
        ..Manifest::default()
    }
}

#[test]
fn of_two_that_lose_their_role_at_once_one_keeps_it() {
    for engine in testkit::racing_engines() {
        // SQLite lets one write at a time: there they cannot meet.
        let together = if engine == Engine::Sqlite { 1 } else { 2 };
        let slices = || crate::manifests().into_iter().chain([taker(together)]).collect();
        testkit::check_on(&[engine], slices, crate::testing::ports, Stand::In, |world| {
            crate::bind(&world.door).expect("the gate is not bound yet");
            async move {
                let cast = cast(&world).await;
                let organisation = world.organisation("OPERATOR").await;
                let bea = cast.bea.account().expect("an account");
                Carried::added(&world, bea).await;
                for person in [cast.glass, bea] {
                    world.done(cast.ann.clone(), EnrolBreakGlass { person }).await;
                }
                assert_eq!(stands(&world).await.ready, 2);
                let mut at_once = tokio::task::JoinSet::new();
                for account in [cast.glass, bea] {
                    let (door, call) = (world.door.clone(), world.call(cast.ann.clone()));
                    let lost = Note::of(AccountRestored { account, organisation });
                    at_once.spawn(async move { door.perform(call, lost).await.map(drop) });
                }
                let done = at_once.join_all().await;
                let refused: Vec<_> =
                    done.into_iter().filter(Result::is_err).map(refusal).collect();
                assert_eq!(refused.len(), 1);
                assert_eq!(refused[0].code, "break-glass.last");
                assert_eq!(stands(&world).await.ready, 1);
            }
        });
    }
}

#[test]
fn everybody_has_to_have_a_second_step_only_once_two_are_ready() {
    check(|world| async move {
        let cast = cast(&world).await;
        world.done(cast.ann.clone(), EnrolBreakGlass { person: cast.glass }).await;
        let set =
            |value| Note::of(RuleSet { name: "second-step.obliges-everybody".to_owned(), value });
        assert_eq!(world.refused(cast.ann.clone(), set(1)).await, "break-glass.first");
        assert_eq!(world.refused(world.operator(), set(1)).await, "break-glass.first");
        world.done(cast.ann.clone(), set(0)).await;
        let bea = cast.bea.account().expect("an account");
        Carried::added(&world, bea).await;
        world.done(cast.ann.clone(), EnrolBreakGlass { person: bea }).await;
        world.done(cast.ann, set(1)).await;
    });
}

#[test]
fn a_letter_a_week_asks_for_the_drill_until_it_is_done() {
    check(|world| async move {
        let cast = cast(&world).await;
        world.done(cast.ann, EnrolBreakGlass { person: cast.glass }).await;
        let told = async || world.acts_that_tell("break-glass.drill-due").await;
        world.advance_days(91);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(told().await, 0);
        world.advance_days(1);
        for _ in 0..3 {
            crate::sweep(&world.door).await.unwrap();
        }
        assert_eq!(told().await, 1, "however often it is looked");
        world.advance_days(6);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(told().await, 1);
        world.advance_days(1);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(told().await, 2);
    });
}
