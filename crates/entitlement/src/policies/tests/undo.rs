//! Undo: plans and moves taken back from the record, as long as nothing happened since.

use kernel::door::{Call, Command, InverseOf};
use kernel::ids::ActId;
use kernel::refusal::Error;

use super::*;
use crate::policies::CancelMove;

/// Does it as somebody, and gives the act.
async fn act<C: Command>(world: &World, actor: &Actor, command: C) -> ActId {
    world.door.perform(world.call(actor.clone()), command).await.expect("it is done").act
}

/// Takes the act back, or gives the code of the refusal; the act that did it otherwise.
async fn undo(world: &World, actor: &Actor, act: ActId) -> Result<ActId, &'static str> {
    let mut reader = world.door.reader().await.unwrap();
    let row = kernel::audit::history_of_act(&mut reader, act.0).await.unwrap();
    let (act, call) = (row.expect("an act"), world.call(actor.clone()));
    let inverse = reader.ask(InverseOf { act, call }).await.unwrap();
    drop(reader);
    let inverse = inverse.map_err(|refusal| refusal.code)?;
    let call = Call { expected: Some(inverse.version), ..world.call(actor.clone()) };
    match world.door.perform_by_name(call, inverse.proposed.command, inverse.proposed.body).await {
        Ok(done) => Ok(done.act),
        Err(Error::Refused(refusal)) => Err(refusal.code),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn a_plan_is_cancelled_by_undo_and_planned_again_by_undoing_that() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
        let desk = world.done(world.operator(), policy("Desk", MICROSOFT_365_E3)).await.id;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        let ben = newcomer(&world, "Ben Cole", organisation).await;
        let ann = world.administrator(Role::LocalAdministrator, organisation).await;
        let plan = |policy, day: &str, people: &[AccountId]| MovePeople {
            day: Some(day.to_owned()),
            ..move_to(policy, people)
        };
        let first = act(&world, &ann, plan(wards, "2027-01-05", &[asha])).await;
        let undone = undo(&world, &ann, first).await.expect("cancelled");
        assert_eq!(of(&world, asha).await.planned, None);
        assert_eq!(undo(&world, &ann, first).await, Err("act.changed-since"));
        undo(&world, &ann, undone).await.expect("planned again");
        let again = of(&world, asha).await.planned.expect("a plan");
        assert_eq!((again.policy, again.day.as_str()), (wards, "2027-01-05"));
        for (policy, day) in [(desk, "2027-01-06"), (desk, "2027-01-07")] {
            let replaced = act(&world, &ann, plan(policy, day, &[asha])).await;
            assert_eq!(undo(&world, &ann, replaced).await, Err("act.no-inverse"));
        }
        let both = act(&world, &ann, plan(wards, "2027-01-08", &[asha, ben])).await;
        assert_eq!(undo(&world, &ann, both).await, Err("act.no-inverse"));
        let cancelled = act(&world, &ann, CancelMove { person: ben }).await;
        world.advance_days(8);
        let late = undo(&world, &ann, cancelled).await;
        assert_eq!(late, Err("policy.day"), "its day is over");
    });
}

#[test]
fn a_planned_move_that_was_done_goes_back_like_any_other() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        let ann = world.administrator(Role::LocalAdministrator, organisation).await;
        let before = of(&world, asha).await.policy;
        let day = Some("2027-01-03".to_owned());
        let planned = act(&world, &ann, MovePeople { day, ..move_to(wards, &[asha]) }).await;
        world.advance_days(1);
        world.door.run_due_proposals().await.unwrap();
        assert_eq!(of(&world, asha).await.policy, wards);
        assert_eq!(undo(&world, &ann, planned).await, Err("act.changed-since"));
        let mut reader = world.door.reader().await.unwrap();
        let subjects = [asha.0];
        let acts = kernel::audit::history_of_subjects(&mut reader, &subjects, None, 10);
        let newest = acts.await.unwrap().remove(0);
        drop(reader);
        assert_eq!(newest.row.command, "policy.move-planned");
        undo(&world, &ann, ActId(newest.row.id)).await.expect("moved back");
        assert_eq!(of(&world, asha).await.policy, before);
    });
}
