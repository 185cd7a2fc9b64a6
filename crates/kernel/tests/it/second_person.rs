//! Four eyes: what one person alone must not be able to do.

use kernel::authority::{Action, GrantSpan, Resource, Role};
use kernel::db::{Reader, WriteTx};
use kernel::door::{
    Actor, Call, Command, Level, Manifest, Permit, Ports, ProposalState, SECOND_PERSON,
    SecondPeople,
};
use kernel::refusal::{Error, Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::{World, check, check_races};
use uuid::Uuid;

use crate::proposals::Approve;
use crate::sample::{Put, WRITE, manifest, rows};

/// The same as putting a row, but grave.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Raze(Put);

impl Command for Raze {
    const NAME: &'static str = "sample.raze";
    const ACTION: Action = WRITE;
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = ();
    type Output = Uuid;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        self.0.resource(call, reader).await
    }

    /// A name that begins small is no grave matter.
    async fn level(&self, _: &Call, _: &mut Reader) -> Result<Level> {
        let is_small = self.0.name.starts_with("small");
        Ok(if is_small { Level::Everyday } else { Level::TwoPeople })
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Uuid> {
        call.expects(1)?;
        let id = call.act.0;
        let sql =
            "INSERT INTO sample (id, organisation, name, version, act) VALUES ($1, $2, $3, 1, $4)";
        let params = kernel::vals![id, self.0.organisation, self.0.name.as_str(), call.act];
        tx.exec(sql, &params).await?;
        Ok(id)
    }
}

fn manifests() -> Vec<Manifest> {
    vec![
        manifest(),
        Manifest { name: "grave", commands: kernel::commands![Raze], ..Manifest::default() },
    ]
}

fn raze(name: &str, organisation: kernel::ids::OrganisationId) -> Raze {
    Raze(Put::new(organisation, name))
}

async fn waits(world: &World, actor: &Actor, command: Raze) -> Uuid {
    let refusal = refused(world, world.call(actor.clone()), command).await;
    assert_eq!(refusal.code, "second-person.needed");
    refusal.fields[0].text.parse().expect("the key of a proposal")
}

async fn refused(world: &World, call: Call, command: Raze) -> Refusal {
    match world.door.perform(call, command).await {
        Err(Error::Refused(refusal)) => *refusal,
        Err(fault) => panic!("a fault: {fault}"),
        Ok(_) => panic!("was done by one person"),
    }
}

async fn plan(world: &World, proposal: Uuid) -> String {
    world.door.proposal(proposal).await.expect("read").expect("kept").plan
}

async fn state(world: &World, proposal: Uuid) -> ProposalState {
    world.door.proposal(proposal).await.expect("read").expect("kept").state
}

#[test]
fn what_is_grave_waits_for_somebody_else_and_is_done_once() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let asker = world.administrator(Role::LocalAdministrator, org).await;
        // Alone: it is done, and its record says that nobody looked.
        world.done(asker.clone(), raze("alone", org)).await;
        assert_eq!(world.acts_that_tell("nobody").await, 1);
        let other = world.administrator(Role::LocalAdministrator, org).await;
        world.done(asker.clone(), raze("small", org)).await;
        let kept = waits(&world, &asker, raze("two", org)).await;
        assert_eq!(waits(&world, &asker, raze("two", org)).await, kept, "it waits already");
        let another = waits(&world, &asker, raze("three", org)).await;
        assert_ne!(another, kept);
        assert_eq!(rows(&world).await, 2);
        let exact = plan(&world, kept).await;
        let approve = |plan: &str| Approve { proposal: kept, plan: plan.to_owned() };
        assert!(!world.done(asker.clone(), approve(&exact)).await, "nobody approves their own");
        let wrong = plan(&world, another).await;
        assert!(!world.done(other.clone(), approve(&wrong)).await, "bound to the exact change");
        assert!(world.done(other.clone(), approve(&exact)).await);
        world.door.run_due_proposals().await.expect("runs");
        world.door.run_due_proposals().await.expect("runs");
        assert_eq!((rows(&world).await, state(&world, kept).await), (3, ProposalState::Done));
        assert!(!world.done(other.clone(), approve(&exact)).await, "used once");
        assert_eq!(world.acts_that_tell(&other.label()).await, 1, "the act says who approved it");
        world.advance_days(1);
        let late = Approve { proposal: another, plan: plan(&world, another).await };
        assert!(!world.done(other, late).await, "a day is enough to decide");
        world.door.run_due_proposals().await.expect("runs");
        assert_eq!((rows(&world).await, state(&world, another).await), (3, ProposalState::Refused));
    });
}

#[test]
fn what_changed_since_it_was_asked_for_is_not_done() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let asker = world.administrator(Role::LocalAdministrator, org).await;
        let other = world.administrator(Role::LocalAdministrator, org).await;
        let seen = |version| world.call(asker.clone()).expecting(Some(version));
        let refusal = refused(&world, seen(2), raze("stale", org)).await;
        let stale: Uuid = refusal.fields[0].text.parse().expect("a key");
        let refusal = refused(&world, seen(1), raze("stale", org)).await;
        let right: Uuid = refusal.fields[0].text.parse().expect("a key");
        assert_ne!(plan(&world, stale).await, plan(&world, right).await);
        for proposal in [stale, right] {
            let plan = plan(&world, proposal).await;
            assert!(world.done(other.clone(), Approve { proposal, plan }).await);
        }
        world.door.run_due_proposals().await.expect("runs");
        assert_eq!(state(&world, stale).await, ProposalState::Refused);
        assert_eq!(state(&world, right).await, ProposalState::Done);
        assert_eq!(rows(&world).await, 1);
    });
}

#[test]
fn a_second_platform_approver_counts_and_a_rule_says_whether_anybody_does() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let asker = world.administrator(Role::PlatformAdministrator, org).await;
        world.administrator(Role::NationalServiceDesk, org).await;
        let people = |world: World, actor: Actor| async move {
            let body = serde_json::to_value(raze("x", org)).expect("written");
            let call = world.call(actor);
            let asked = SecondPeople { call, command: "sample.raze".to_owned(), body, most: 9 };
            let mut reader = world.door.reader().await.expect("a reader");
            reader.ask(asked).await.expect("answered")
        };
        assert!(people(world.clone(), asker.clone()).await.is_empty());
        let approver = world.administrator(Role::SecondPlatformApprover, org).await;
        let found = people(world.clone(), asker.clone()).await;
        assert_eq!(found, [approver.account().expect("an account")]);
        let kept = waits(&world, &asker, raze("two", org)).await;
        let plan = plan(&world, kept).await;
        assert!(world.done(approver.clone(), Approve { proposal: kept, plan }).await);
        world.door.run_due_proposals().await.expect("runs");
        assert_eq!(rows(&world).await, 1);
        // The approver's own hands are bound: they may not do it themselves.
        assert_eq!(world.refused(approver, raze("own", org)).await, "not-allowed");
        world.set_rule(&SECOND_PERSON, 0).await;
        world.done(asker.clone(), raze("one is enough", org)).await;
        world.set_rule(&SECOND_PERSON, 2).await;
        let account = world.person("Lone Admin", org);
        world.grant(account, Role::LocalAdministrator, GrantSpan::Organisation(org)).await;
        waits(&world, &Actor::Account(account), raze("always", org)).await;
        world.done(world.operator(), raze("by the operator", org)).await;
    });
}

#[test]
fn of_64_approvals_at_once_one_counts() {
    check_races(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let asker = world.administrator(Role::LocalAdministrator, org).await;
        let mut others = Vec::new();
        for number in 0..8 {
            let account = world.person(&format!("Other {number}"), org);
            world.grant(account, Role::LocalAdministrator, GrantSpan::Organisation(org)).await;
            others.push(Actor::Account(account));
        }
        let kept = waits(&world, &asker, raze("two", org)).await;
        let plan = plan(&world, kept).await;
        let tries: Vec<_> = (0..64)
            .map(|number: usize| {
                let (world, actor) = (world.clone(), others[number % 8].clone());
                let approve = Approve { proposal: kept, plan: plan.clone() };
                tokio::spawn(async move { world.done(actor, approve).await })
            })
            .collect();
        let mut counted = 0;
        for tried in tries {
            counted += i32::from(tried.await.expect("no try panics"));
        }
        assert_eq!(counted, 1);
        let (one, two) = (world.door.clone(), world.door.clone());
        let (one, two) = tokio::join!(one.run_due_proposals(), two.run_due_proposals());
        assert!(one.is_ok() && two.is_ok());
        assert_eq!(rows(&world).await, 1);
    });
}
