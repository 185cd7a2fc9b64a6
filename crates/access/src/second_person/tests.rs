//! The second person, on both engines: a role of the whole service is given by two.

use facts::signin::{AccountContained, WaysInGiven};
use kernel::authority::{GrantSpan, Role, grants_of};
use kernel::door::{Actor, Manifest};
use kernel::ids::AccountId;
use kernel::refusal::Error;
use testkit::{World, check};
use uuid::Uuid;

use super::model::{Decision, MOST};
use super::{
    ApproveSecond, AskSecond, DeclineSecond, SecondPersonById, SecondPersonWaiting, WithdrawSecond,
};
use crate::grants::GiveGrant;

/// Sign-in, which access does not know, answers who gave whom a way in: nobody but whom a test names in the person's name.
fn manifests() -> Vec<Manifest> {
    let ways = Manifest {
        name: "test/ways",
        answers: vec![|answers| {
            answers.add(|_: WaysInGiven, _| Box::pin(async { Ok(Vec::<String>::new()) }))
        }],
        ..Manifest::default()
    };
    let mut all = crate::manifests_with_views();
    all.push(ways);
    all
}

struct Cast {
    asker: Actor,
    approver: Actor,
    person: AccountId,
}

async fn cast(world: &World) -> Cast {
    let organisation = world.organisation("RX1").await;
    let mut actors = Vec::new();
    for name in ["Ann Asker", "Bea Approver"] {
        let account = world.person(name, organisation);
        world.grant(account, Role::PlatformAdministrator, GrantSpan::Nation).await;
        actors.push(Actor::Account(account));
    }
    // Roles of the test's own operator are no gift of one to the other.
    let person = world.person("Cay Lind", organisation);
    let approver = actors.pop().expect("two");
    Cast { asker: actors.pop().expect("one"), approver, person }
}

fn give(person: AccountId) -> GiveGrant {
    GiveGrant {
        person,
        role: Role::NationalServiceDesk,
        organisation: None,
        with_descendants: false,
        sector: None,
        starts_at: None,
        ends_at: None,
        covering_for: None,
        ticket: None,
        reason: "joins the desk".to_owned(),
    }
}

async fn kept(world: &World, actor: &Actor, person: AccountId) -> Uuid {
    match world.door.perform(world.call(actor.clone()), give(person)).await {
        Err(Error::Refused(refusal)) => {
            assert_eq!(refusal.code, "second-person.needed");
            refusal.fields[0].text.parse().expect("a key")
        }
        _ => panic!("one person alone gave a role of the whole service"),
    }
}

async fn asked(world: &World, cast: &Cast) -> Uuid {
    let proposal = kept(world, &cast.asker, cast.person).await;
    let reason = "the desk is short of people".to_owned();
    world.done(cast.asker.clone(), AskSecond { proposal, reason }).await;
    proposal
}

async fn plan(world: &World, actor: &Actor, proposal: Uuid) -> String {
    world.asked(actor.clone(), &SecondPersonById { proposal }).await.plan
}

async fn holds(world: &World, person: AccountId) -> bool {
    let mut reader = world.door.reader().await.unwrap();
    !grants_of(&mut reader, person, world.clock.now()).await.unwrap().is_empty()
}

#[test]
fn a_role_of_the_whole_service_is_given_by_two() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        let proposal = kept(&world, &cast.asker, cast.person).await;
        let by_id = SecondPersonById { proposal };
        assert_eq!(
            world.not_asked(cast.approver.clone(), &by_id).await,
            "not-found",
            "not asked for yet"
        );
        let nothing = AskSecond { proposal, reason: "  ".to_owned() };
        assert_eq!(
            world.refused(cast.asker.clone(), nothing).await,
            "second-person.reason-missing"
        );
        assert_eq!(asked(&world, &cast).await, proposal);
        let view = world.asked(cast.approver.clone(), &by_id).await;
        assert!(view.is_open && !view.is_mine);
        let change = view.change.iter().map(|(what, how)| format!("{what}: {how}"));
        let change = change.collect::<Vec<_>>().join("; ");
        assert!(
            change.contains("Cay Lind") && change.contains("national service desk"),
            "{change}"
        );
        let waiting = world.asked(cast.approver.clone(), &SecondPersonWaiting {}).await;
        assert_eq!((waiting.to_decide.len(), waiting.mine.len()), (1, 0));
        let own = ApproveSecond { proposal, plan: view.plan.clone() };
        assert_eq!(world.refused(cast.asker.clone(), own.clone()).await, "second-person.own");
        // Whoever may not give it does not learn of it.
        let nobody = Actor::Account(cast.person);
        assert_eq!(world.not_asked(nobody.clone(), &by_id).await, "not-found");
        assert_eq!(world.refused(nobody, own.clone()).await, "not-found");
        let other = ApproveSecond { proposal, plan: "another".to_owned() };
        assert_eq!(world.refused(cast.approver.clone(), other).await, "proposal.settled");
        assert!(!holds(&world, cast.person).await);
        world.done(cast.approver.clone(), own.clone()).await;
        world.door.run_due_proposals().await.unwrap();
        assert!(holds(&world, cast.person).await);
        assert_eq!(world.refused(cast.approver.clone(), own).await, "proposal.settled");
        let view = world.asked(cast.asker.clone(), &by_id).await;
        assert!(view.is_done && view.is_mine);
        assert_eq!(view.item.decision, Decision::Approved);
    });
}

#[test]
fn what_was_declined_taken_back_or_left_is_not_done() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        let first = asked(&world, &cast).await;
        let reason = "nobody told me".to_owned();
        world.done(cast.approver.clone(), DeclineSecond { proposal: first, reason }).await;
        let second = asked(&world, &cast).await;
        assert_ne!(first, second);
        let withdraw = WithdrawSecond { proposal: second };
        assert_eq!(world.refused(cast.approver.clone(), withdraw.clone()).await, "not-found");
        world.done(cast.asker.clone(), withdraw).await;
        let third = asked(&world, &cast).await;
        let late = ApproveSecond { proposal: third, plan: plan(&world, &cast.asker, third).await };
        world.advance_days(1);
        assert_eq!(world.refused(cast.approver.clone(), late).await, "proposal.settled");
        world.door.run_due_proposals().await.unwrap();
        assert!(!holds(&world, cast.person).await);
        let view = world.asked(cast.asker.clone(), &SecondPersonById { proposal: first }).await;
        assert_eq!(
            (view.item.decision, view.words.as_str()),
            (Decision::Declined, "nobody told me")
        );
        let mine = world.asked(cast.asker.clone(), &SecondPersonWaiting {}).await.mine;
        assert_eq!(mine.len(), 3);
        assert!(mine[0].is_late);
    });
}

#[test]
fn nobody_makes_their_own_second_person() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        // Ann has a role of the whole service given to Dee, with Bea's approval, and asks for the next one with Dee.
        let organisation = world.organisation("RX2").await;
        let dee = world.person("Dee Made", organisation);
        let proposal = kept(&world, &cast.asker, dee).await;
        let reason = "joins".to_owned();
        world.done(cast.asker.clone(), AskSecond { proposal, reason }).await;
        let approve = ApproveSecond { proposal, plan: plan(&world, &cast.asker, proposal).await };
        world.done(cast.approver.clone(), approve).await;
        world.door.run_due_proposals().await.unwrap();
        world.seal().await;
        world.grant(dee, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let proposal = asked(&world, &cast).await;
        let approve = ApproveSecond { proposal, plan: plan(&world, &cast.asker, proposal).await };
        let made = Actor::Account(dee);
        assert_eq!(world.refused(made.clone(), approve).await, "second-person.too-close");
        let reason = "I cannot judge it".to_owned();
        world.done(made, DeclineSecond { proposal, reason }).await;
    });
}

#[test]
fn what_was_asked_for_in_an_account_that_is_shut_is_taken_back() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        let proposal = asked(&world, &cast).await;
        let waiting = async || world.asked(cast.approver.clone(), &SecondPersonWaiting {}).await;
        assert_eq!(waiting().await.to_decide.len(), 1);
        let account = cast.asker.account().expect("an account");
        let organisation = world.organisation("RX1").await;
        world.note(AccountContained { account, organisation }).await;
        assert!(waiting().await.to_decide.is_empty());
        let view = world.asked(cast.asker.clone(), &SecondPersonById { proposal }).await;
        assert_eq!(view.item.decision, Decision::Withdrawn);
        world.door.run_due_proposals().await.unwrap();
        assert!(
            grants_of(&mut world.door.reader().await.unwrap(), cast.person, world.clock.now())
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn what_waits_is_taken_back_however_much_was_asked_for_and_decided_since() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        let proposal = asked(&world, &cast).await;
        let other = world.person("Dee Lind", world.organisation("RX1").await);
        for _ in 0..=MOST {
            let later = kept(&world, &cast.asker, other).await;
            let reason = "a mistake".to_owned();
            world.done(cast.asker.clone(), AskSecond { proposal: later, reason }).await;
            world.done(cast.asker.clone(), WithdrawSecond { proposal: later }).await;
        }
        let account = cast.asker.account().expect("an account");
        let organisation = world.organisation("RX1").await;
        world.note(AccountContained { account, organisation }).await;
        let view = world.asked(cast.asker.clone(), &SecondPersonById { proposal }).await;
        assert_eq!(view.item.decision, Decision::Withdrawn);
    });
}

#[test]
fn what_nobody_decided_in_time_takes_nobodys_place_in_the_list() {
    check(manifests, |world| async move {
        let cast = cast(&world).await;
        asked(&world, &cast).await;
        world.advance_days(2);
        let found = world.asked(cast.approver.clone(), &SecondPersonWaiting {}).await;
        assert!(found.to_decide.is_empty());
        let mut reader = world.door.reader().await.unwrap();
        let kept = super::store::waiting(&mut reader, world.clock.now(), 1).await.unwrap();
        assert!(kept.is_empty(), "it is not even read");
    });
}
