//! Moves that wait for their day: done in the name of whoever planned them, replaced, cancelled, overtaken.

use kernel::door::Call;
use kernel::refusal::Error;

use super::*;
use crate::policies::{CancelMove, MovePlanned, PersonPlan, PlannedLine, PlannedMoves};

/// The clock of the world stands at noon of 2 January 2027.
const DAY: &str = "2027-01-05";

fn on(day: &str, policy: PolicyId, accounts: &[AccountId]) -> MovePeople {
    MovePeople { day: Some(day.to_owned()), ..move_to(policy, accounts) }
}

async fn planned(world: &World) -> Vec<PlannedLine> {
    let query = PlannedMoves { organisation: "RX1".to_owned(), ..PlannedMoves::default() };
    world.asked(world.operator(), &query).await.items
}

async fn plan(world: &World, person: AccountId) -> Option<PersonPlan> {
    of(world, person).await.planned
}

/// Three days later, at noon.
async fn the_day_comes(world: &World) {
    world.advance_days(3);
    while world.door.run_due_proposals().await.unwrap() > 0 {}
}

struct Place {
    organisation: OrganisationId,
    national: PolicyId,
    wards: PolicyId,
    desk: PolicyId,
    asha: AccountId,
    ann: Actor,
}

async fn place(world: &World) -> Place {
    let organisation = opened(world, "RX1").await;
    bought(world, "RX1", MICROSOFT_365_E3, 5).await;
    let national = lines(world).await[0].id;
    let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
    let desk = world.done(world.operator(), policy("Desk", MICROSOFT_365_E3)).await.id;
    let asha = newcomer(world, "Asha Rao", organisation).await;
    let ann = world.administrator(Role::LicenceAdministrator, organisation).await;
    Place { organisation, national, wards, desk, asha, ann }
}

#[test]
fn a_planned_move_is_done_on_its_day_and_not_before() {
    check(crate::manifests, |world| async move {
        let Place { national, wards, asha, ann, .. } = place(&world).await;
        for wrong in ["2027-01-02", "2027-01-01", "2028-02-01", "2027-02-30", "soon"] {
            let refused = world.refused(ann.clone(), on(wrong, wards, &[asha])).await;
            assert_eq!(refused, "policy.day", "{wrong}");
        }
        let outcome = world.done(ann.clone(), on(DAY, wards, &[asha])).await.outcomes;
        assert_eq!((outcome[0].result, outcome[0].replaces.as_ref()), (MoveResult::Planned, None));
        let now = of(&world, asha).await;
        assert_eq!(now.policy, national, "nothing has happened yet");
        let plan = now.planned.expect("it is planned");
        assert_eq!((plan.name.as_str(), plan.day.as_str(), plan.problem), ("Wards", DAY, None));
        assert!(plan.asked_by.contains("licence"), "{}", plan.asked_by);
        let details = world.asked(ann.clone(), &PolicyById { policy: wards }).await;
        assert_eq!(details.planned, 1);
        let early = MovePlanned { person: asha };
        assert_eq!(world.refused(ann.clone(), early.clone()).await, "policy.not-due");
        world.advance(std::time::Duration::from_secs(2 * 86_400 + 12 * 3600 - 1));
        assert_eq!(world.door.run_due_proposals().await.unwrap(), 0, "a second before midnight");
        world.advance(std::time::Duration::from_secs(1));
        let both = tokio::join!(world.door.run_due_proposals(), world.door.run_due_proposals());
        assert!(both.0.is_ok() && both.1.is_ok(), "two nodes");
        let now = of(&world, asha).await;
        assert_eq!((now.policy, now.planned), (wards, None));
        assert_eq!(now.licences[0].holding, Holding::Held);
        assert_eq!(world.acts("policy.move-planned").await, 1, "once");
        assert!(planned(&world).await.is_empty());
        assert_eq!(world.refused(ann, early).await, "policy.not-planned");
        books_balance(&world).await;
    });
}

#[test]
fn who_may_no_longer_move_people_on_the_day_moves_nobody_and_it_is_told() {
    check(crate::manifests, |world| async move {
        let Place { organisation, national, wards, asha, ann, .. } = place(&world).await;
        world.done(ann.clone(), on(DAY, wards, &[asha])).await;
        let account = ann.account().unwrap();
        world.change_person(account, |view| view.state = "disabled".to_owned());
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, national);
        let told = planned(&world).await;
        let problem = told[0].plan.problem.as_deref().expect("it says why");
        assert!(problem.starts_with("Whoever planned it may no longer"), "{problem}");
        let bea = world.administrator(Role::LocalAdministrator, organisation).await;
        let moved = world.done(bea, move_to(wards, &[asha])).await.outcomes;
        assert_eq!(moved[0].result, MoveResult::Moved);
        assert!(planned(&world).await.is_empty(), "who is there needs no plan");
    });
}

#[test]
fn whose_role_ended_before_the_day_moves_nobody_and_can_be_taken_off_the_list() {
    check(crate::manifests, |world| async move {
        let Place { organisation, national, wards, asha, ann, .. } = place(&world).await;
        let cara = world.person("Cara Lind", organisation);
        let span = kernel::authority::GrantSpan::Organisation(organisation);
        let grant = world.grant(cara, Role::LocalAdministrator, span).await;
        world.done(Actor::Account(cara), on(DAY, wards, &[asha])).await;
        let mut reader = world.door.reader().await.unwrap();
        let grant = kernel::authority::find_grant(&mut reader, grant).await.unwrap().unwrap();
        drop(reader);
        world.done(world.operator(), testkit::EndRole(grant)).await;
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, national);
        let told = plan(&world, asha).await.expect("it stands").problem.expect("with a reason");
        assert!(told.starts_with("Whoever planned it may no longer"), "{told}");
        world.done(ann, CancelMove { person: asha }).await;
        assert!(planned(&world).await.is_empty());
    });
}

#[test]
fn a_new_plan_takes_the_place_of_the_old_one_and_says_so() {
    check(crate::manifests, |world| async move {
        let Place { national, wards, desk, asha, ann, .. } = place(&world).await;
        world.done(ann.clone(), on(DAY, wards, &[asha])).await;
        let outcome = world.done(ann.clone(), on("2027-01-04", desk, &[asha])).await.outcomes;
        let replaced = outcome[0].replaces.clone().expect("it says what it replaces");
        assert_eq!((replaced.name.as_str(), replaced.day.as_str()), ("Wards", DAY));
        let same = world.done(ann.clone(), on(DAY, national, &[asha])).await.outcomes;
        assert_eq!(same[0].result, MoveResult::AlreadyThere, "nobody is planned to where they are");
        // Moved elsewhere for a while, they move on all the same.
        world.done(ann.clone(), move_to(wards, &[asha])).await;
        assert_eq!(plan(&world, asha).await.map(|plan| plan.policy), Some(desk));
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, desk);
        assert_eq!(world.acts("policy.move-planned").await, 1);
        assert_eq!(world.refusals("policy.move-planned").await, 0, "the old one was not tried");
    });
}

#[test]
fn what_is_cancelled_does_not_happen() {
    check(crate::manifests, |world| async move {
        let Place { organisation, national, wards, asha, ann, .. } = place(&world).await;
        world.done(ann.clone(), on(DAY, wards, &[asha])).await;
        let desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        let cancel = CancelMove { person: asha };
        assert_eq!(world.refused(desk, cancel.clone()).await, "not-allowed");
        let stale = Call { expected: Some(1), ..world.call(ann.clone()) };
        match world.door.perform(stale, cancel.clone()).await {
            Err(Error::Refused(refusal)) => assert_eq!(refusal.code, "stale"),
            other => panic!("{other:?}"),
        }
        world.done(ann.clone(), cancel.clone()).await;
        assert_eq!(world.refused(ann, cancel).await, "policy.not-planned");
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, national);
        assert_eq!(world.refusals("policy.move-planned").await, 0, "nothing was tried");
    });
}

#[test]
fn whoever_leaves_the_organisation_before_the_day_moves_nowhere() {
    check(crate::manifests, |world| async move {
        let Place { organisation, wards, asha, ann, .. } = place(&world).await;
        let there = opened(&world, "RX2").await;
        let ben = newcomer(&world, "Ben Cole", organisation).await;
        world.done(ann, on(DAY, wards, &[asha, ben])).await;
        assert_eq!(planned(&world).await.len(), 2);
        world.change_person(asha, |view| view.organisation = there);
        world.note(AccountMoved { account: asha, organisation: there, from: organisation }).await;
        world.note(AccountDeleted { account: ben, organisation }).await;
        assert!(planned(&world).await.is_empty());
        world.note(AccountRestored { account: ben, organisation }).await;
        assert_eq!(plan(&world, ben).await, None, "restoring brings no plan back");
        the_day_comes(&world).await;
        assert_ne!(of(&world, asha).await.policy, wards);
        assert_eq!(world.acts("policy.move-planned").await, 0);
        assert_eq!(world.refusals("policy.move-planned").await, 0, "nothing was tried");
    });
}

#[test]
fn moves_into_a_user_policy_that_is_removed_lead_to_the_one_in_its_place() {
    check(crate::manifests, |world| async move {
        let Place { organisation, national, wards, desk, asha, ann } = place(&world).await;
        let ben = newcomer(&world, "Ben Cole", organisation).await;
        world.done(ann.clone(), move_to(desk, &[ben])).await;
        world.done(ann.clone(), on(DAY, wards, &[asha, ben])).await;
        let remove = |target| RemovePolicy { policy: wards, target };
        assert_eq!(world.refused(world.operator(), remove(None)).await, "policy.planned-into");
        world.done(world.operator(), remove(Some(desk))).await;
        let refused = world.refused(ann.clone(), on("2027-01-06", wards, &[asha])).await;
        assert_eq!(refused, "policy.being-removed");
        crate::sweep(&world.door).await.unwrap();
        assert!(lines(&world).await.iter().all(|line| line.id != wards), "it is gone");
        assert_eq!(
            plan(&world, asha).await.map(|plan| (plan.policy, plan.day)),
            Some((desk, DAY.to_owned()))
        );
        assert_eq!(plan(&world, ben).await, None, "who is there already needs none");
        assert_eq!(of(&world, asha).await.policy, national);
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, desk);
    });
}

#[test]
fn a_day_that_comes_while_the_user_policy_is_being_removed_leads_to_its_successor() {
    check(crate::manifests, |world| async move {
        let Place { wards, desk, asha, ann, .. } = place(&world).await;
        world.done(ann, on(DAY, wards, &[asha])).await;
        world.done(world.operator(), RemovePolicy { policy: wards, target: Some(desk) }).await;
        the_day_comes(&world).await;
        assert_eq!(of(&world, asha).await.policy, desk);
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(plan(&world, asha).await, None);
    });
}

#[test]
fn planning_beside_a_removal_leads_nowhere_that_is_not_there() {
    check_races(crate::manifests, |world| async move {
        let Place { organisation, wards, desk, ann, .. } = place(&world).await;
        let mut people = Vec::new();
        for number in 0..12 {
            people.push(newcomer(&world, &format!("Person N{number}"), organisation).await);
        }
        let mut acts = tokio::task::JoinSet::new();
        for person in people.clone() {
            let (world, ann) = (world.clone(), ann.clone());
            acts.spawn(async move {
                let _ = world.door.perform(world.call(ann), on(DAY, wards, &[person])).await;
            });
        }
        let remover = world.clone();
        acts.spawn(async move {
            let remove = RemovePolicy { policy: wards, target: Some(desk) };
            remover.done(remover.operator(), remove).await;
        });
        acts.join_all().await;
        crate::sweep(&world.door).await.unwrap();
        let found = planned(&world).await;
        assert!(found.iter().all(|line| line.plan.policy == desk), "{found:?}");
        the_day_comes(&world).await;
        let (done, tried) = ("policy.move-planned", world.refusals("policy.move-planned").await);
        assert_eq!((world.acts(done).await, tried), (found.len() as i64, 0), "each had its row");
        for line in found {
            assert_eq!(of(&world, line.person).await.policy, desk);
        }
        books_balance(&world).await;
    });
}

#[test]
fn of_a_day_and_a_cancellation_at_once_one_wins() {
    check_races(crate::manifests, |world| async move {
        let Place { national, wards, asha, ann, .. } = place(&world).await;
        world.done(ann.clone(), on(DAY, wards, &[asha])).await;
        world.advance_days(3);
        let cancel = world.door.perform(world.call(ann), CancelMove { person: asha });
        let (cancelled, ran) = tokio::join!(cancel, world.door.run_due_proposals());
        ran.unwrap();
        let expected = if cancelled.is_ok() { national } else { wards };
        assert_eq!(of(&world, asha).await.policy, expected);
        assert!(planned(&world).await.is_empty());
    });
}

#[test]
fn planned_moves_are_paged_by_day_and_nobody_elses() {
    check(crate::manifests, |world| async move {
        let Place { organisation, wards, desk, ann, .. } = place(&world).await;
        let elsewhere = opened(&world, "RX2").await;
        for (number, day) in ["2027-01-07", "2027-01-05", "2027-01-06"].into_iter().enumerate() {
            let person = newcomer(&world, &format!("Person N{number}"), organisation).await;
            world
                .done(ann.clone(), on(day, if number == 0 { desk } else { wards }, &[person]))
                .await;
        }
        let (mut days, mut after) = (Vec::new(), None);
        loop {
            let query = PlannedMoves {
                organisation: "RX1".to_owned(),
                after,
                limit: Some(1),
                ..PlannedMoves::default()
            };
            let page = world.asked(ann.clone(), &query).await;
            days.extend(page.items.into_iter().map(|line| line.plan.day));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(days, ["2027-01-05", "2027-01-06", "2027-01-07"]);
        let query = PlannedMoves {
            organisation: "RX1".to_owned(),
            policy: Some(desk),
            ..PlannedMoves::default()
        };
        assert_eq!(world.asked(ann, &query).await.items.len(), 1);
        let stranger = world.administrator(Role::LocalAdministrator, elsewhere).await;
        assert_eq!(world.not_asked(stranger, &query).await, "not-found");
    });
}
