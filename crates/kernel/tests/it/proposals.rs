//! "Later" and "by two": commands kept until they are due or decided.

use kernel::authority::{Action, Resource, Role};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Decider, Permit, Ports, ProposalState, Proposed, TokenScope};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::check;
use uuid::Uuid;

use crate::sample::{PROPOSE, Put, manifest, rows};

fn manifests() -> Vec<kernel::door::Manifest> {
    vec![manifest()]
}

#[test]
fn a_stored_command_runs_as_its_asker_when_it_is_due() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let due = world.clock.now().plus_days(3);
        let later = world
            .done(admin.clone(), Later { put: Put::new(org, "later"), due_days: 3, by_two: false })
            .await;
        let lost = world
            .done(
                admin.clone(),
                Later {
                    put: Put::new(kernel::ids::OrganisationId(later), "nowhere"),
                    due_days: 3,
                    by_two: false,
                },
            )
            .await;
        let two = world
            .done(admin.clone(), Later { put: Put::new(org, "two"), due_days: 30, by_two: true })
            .await;
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 0);
        let plan = world.door.proposal(two).await.expect("read").expect("kept").plan;
        assert!(
            !world.done(admin.clone(), Approve { proposal: two, plan: plan.clone() }).await,
            "nobody decides their own"
        );
        let other = world.administrator(Role::LocalAdministrator, org).await;
        assert!(
            !world.done(other.clone(), Approve { proposal: two, plan: "another".to_owned() }).await,
            "bound to the exact plan"
        );
        assert!(world.done(other, Approve { proposal: two, plan }).await);
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 1);
        world.advance_days(3);
        assert!(world.clock.now() >= due);
        let asked_by = world.door.proposal(later).await.expect("read").expect("kept").act;
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 2);
        let done = world.door.proposal(later).await.expect("read").expect("kept");
        assert_eq!(done.state, ProposalState::Done);
        assert_ne!(done.act, asked_by, "it names the act that did it");
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 0, "each runs once");
        assert_eq!(rows(&world).await, 2);
        let lost = world.door.proposal(lost).await.expect("read").expect("kept");
        assert_eq!(lost.state, ProposalState::Refused);
        assert!(lost.outcome.is_some_and(|words| words.contains("could not find")));
    });
}

#[test]
fn what_was_called_off_never_runs() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let later = Later { put: Put::new(org, "later"), due_days: 3, by_two: false };
        let id = world.done(admin.clone(), later).await;
        assert!(world.done(admin.clone(), CallOff { proposal: id }).await);
        assert!(!world.done(admin, CallOff { proposal: id }).await, "it was called off already");
        world.advance_days(4);
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 0);
        let found = world.door.proposal(id).await.expect("read").expect("kept");
        assert_eq!(found.state, ProposalState::Withdrawn);
        assert_eq!(rows(&world).await, 0);
    });
}

#[test]
fn what_nobody_decides_in_time_lapses() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let put = Put::new(org, "late");
        let late = world.done(admin, Later { put, due_days: 2, by_two: true }).await;
        world.advance_days(3);
        let plan = world.door.proposal(late).await.expect("read").expect("kept").plan;
        let other = world.administrator(Role::LocalAdministrator, org).await;
        assert!(!world.done(other, Approve { proposal: late, plan }).await, "too late");
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 1);
        let late = world.door.proposal(late).await.expect("read").expect("kept");
        assert_eq!(late.state, ProposalState::Refused);
        assert!(late.outcome.is_some_and(|words| words.contains("Nobody decided")));
        assert_eq!(rows(&world).await, 0);
    });
}

#[test]
fn whoever_decided_must_still_be_allowed_to_when_it_runs() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let asker = world.administrator(Role::LocalAdministrator, org).await;
        let decider = world.administrator(Role::LocalAdministrator, org).await;
        let put = Put::new(org, "by two");
        let id = world.done(asker, Later { put, due_days: 2, by_two: true }).await;
        let plan = world.door.proposal(id).await.expect("read").expect("kept").plan;
        assert!(world.done(decider.clone(), Approve { proposal: id, plan }).await);
        let decider = decider.account().expect("an account");
        world.change_person(decider, |view| view.state = "disabled".to_owned());
        assert_eq!(world.door.run_due_proposals().await.expect("runs"), 1);
        let refused = world.door.proposal(id).await.expect("read").expect("kept");
        assert_eq!(refused.state, ProposalState::Refused);
        assert_eq!(rows(&world).await, 0);
    });
}

#[test]
fn a_token_cannot_ask_for_later_what_it_does_not_cover() {
    check(manifests, |world| async move {
        let org = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, org).await;
        let mut call = world.call(admin);
        call.scope = Some(TokenScope::Actions([PROPOSE.0.to_owned()].into()));
        let later = Later { put: Put::new(org, "later"), due_days: 1, by_two: false };
        let refused = world.door.perform(call, later).await.expect_err("refused");
        assert!(refused.to_string().contains("does not cover"), "{refused}");
    });
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct Later {
    put: Put,
    due_days: i64,
    by_two: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Approve {
    pub(crate) proposal: Uuid,
    pub(crate) plan: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
struct CallOff {
    proposal: Uuid,
}

macro_rules! everyday {
    ($type:ident, $name:literal, $output:ty, |$self:ident, $call:ident, $tx:ident| $body:expr) => {
        impl Command for $type {
            const NAME: &'static str = $name;
            const ACTION: Action = PROPOSE;
            type Prepared = ();
            type Output = $output;
            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }
            async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
                let account = call.actor.account().expect("an account asks");
                let view = reader.ask(facts::directory::AccountOf(account)).await?.expect("it exists");
                Ok(Resource::Organisation(view.organisation))
            }
            async fn run(&$self, _: &(), $call: &Call, $tx: &mut WriteTx, _: Permit<Self>) -> Result<$output> {
                $body
            }
        }
    };
}

everyday!(Later, "sample.later", Uuid, |self, call, tx| {
    let decider = if self.by_two { Decider::SecondPerson } else { Decider::Date };
    tx.propose(call, &Proposed::new(&self.put)?, decider, call.now.plus_days(self.due_days)).await
});

everyday!(Approve, "sample.approve", bool, |self, call, tx| Ok(tx
    .approve(call, self.proposal, &self.plan)
    .await?));

everyday!(CallOff, "sample.call-off", bool, |self, call, tx| Ok(tx
    .withdraw(call, self.proposal)
    .await?));
