//! Undo: plans, moves and changes of user policies taken back from the record, as long as nothing happened since.

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

#[test]
fn a_changed_user_policy_goes_back_with_its_licences_and_applications() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        bought(&world, "RX1", MICROSOFT_365_E3, 2).await;
        bought(&world, "RX1", E5, 2).await;
        let ann = world.administrator(Role::LocalAdministrator, organisation).await;
        let visio = ProductId(Uuid::from_u128(0xc592_8f49_12ba_48f7_ada3_0d74_3a36_01d5));
        bought(&world, "RX1", visio, 2).await;
        let wards = CreatePolicy {
            addons: vec![visio],
            switched_off: vec!["sway".to_owned()],
            ..policy("Wards", MICROSOFT_365_E3)
        };
        let wards = world.done(ann.clone(), wards).await.id;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        world.done(ann.clone(), move_to(wards, &[asha])).await;
        let stands = async || {
            crate::sweep(&world.door).await.unwrap();
            let details = world.asked(ann.clone(), &PolicyById { policy: wards }).await;
            let off: Vec<String> = details
                .applications
                .iter()
                .filter(|application| !application.is_on)
                .map(|application| application.key.clone())
                .collect();
            let licences: Vec<(ProductId, i64)> =
                details.licences.iter().map(|licence| (licence.product, licence.holding)).collect();
            (details.line.name, details.description, licences, off)
        };
        let before = stands().await;
        let change = ChangePolicy {
            name: Some("Theatres".to_owned()),
            base_product: Some(E5),
            addons: Some(Vec::new()),
            description: Some("Everybody in theatres".to_owned()),
            switched_off: Some(vec!["teams".to_owned(), "shifts".to_owned()]),
            ..unchanged(wards)
        };
        let changed = act(&world, &ann, change).await;
        assert_eq!(stands().await.2, [(E5, 1)]);
        let undone = undo(&world, &ann, changed).await.expect("it goes back");
        assert_eq!(stands().await, before);
        undo(&world, &ann, undone).await.expect("an undo can be undone");
        assert_eq!(stands().await.0, "Theatres");
        let only = ChangePolicy { name: Some("Rooms".to_owned()), ..unchanged(wards) };
        let renamed = act(&world, &ann, only).await;
        assert_eq!(stands().await.2, [(E5, 1)], "what is absent stays");
        let again = ChangePolicy { name: Some("Halls".to_owned()), ..unchanged(wards) };
        act(&world, &ann, again).await;
        assert_eq!(undo(&world, &ann, renamed).await, Err("act.changed-since"));
        books_balance(&world).await;
    });
}
