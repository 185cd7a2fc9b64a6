//! Undo: a further act, with the same authority, as long as nothing else happened to the person since.

use kernel::door::{Call, Command, InverseOf};
use kernel::ids::ActId;

use super::leaving::mark;
use super::*;
use crate::people::{DeletePerson, DisablePerson, EnablePerson, Leaving};

/// Does it, and gives the act.
async fn act<C: Command>(world: &World, command: C) -> ActId {
    let call = world.call(world.operator());
    world.door.perform(call, command).await.expect("it is done").act
}

/// What takes the act back, or the code of the refusal.
pub(super) async fn undo(world: &World, act: ActId) -> Result<(), &'static str> {
    let mut reader = world.door.reader().await.expect("a reader");
    let row = kernel::audit::history_of_act(&mut reader, act.0).await.expect("read");
    let (act, call) = (row.expect("an act"), world.call(world.operator()));
    let inverse = reader.ask(InverseOf { act, call }).await.expect("answered");
    drop(reader);
    let inverse = inverse.map_err(|refusal| refusal.code)?;
    let call = Call { expected: Some(inverse.version), ..world.call(world.operator()) };
    let (name, body) = (inverse.proposed.command, inverse.proposed.body);
    match world.door.perform_by_name(call, name, body).await {
        Ok(_) => Ok(()),
        Err(Error::Refused(refusal)) => Err(refusal.code),
        Err(error) => panic!("{error}"),
    }
}

async fn record(world: &World, person: AccountId) -> Record {
    world.asked(world.operator(), &PersonById { person }).await
}

#[test]
fn details_go_back_to_what_they_were_and_an_undo_can_be_undone() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let first = ChangePerson {
            telephone: Some(Some("0300 1".to_owned())),
            job_title: Some(Some("Nurse".to_owned())),
            ..ChangePerson::of(asha.id)
        };
        act(&world, first).await;
        let before = record(&world, asha.id).await;
        let second = ChangePerson {
            telephone: Some(None),
            job_title: Some(Some("Matron".to_owned())),
            unit: Some(Some(unit("RX1"))),
            listed: Some(false),
            mobile_hidden: Some(true),
            ..ChangePerson::of(asha.id)
        };
        let changed = act(&world, second).await;
        undo(&world, changed).await.expect("it is undone");
        let after = record(&world, asha.id).await;
        let same = |record: &Record| {
            let mut value = serde_json::to_value(record).expect("JSON");
            value["version"] = 0.into();
            value
        };
        assert_eq!(same(&after), same(&before));
        assert_eq!(undo(&world, changed).await, Err("act.changed-since"));
    });
}

#[test]
fn moves_between_states_go_back_and_nothing_that_happened_since_is_overwritten() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let person = asha.id;
        let reason = Some("on leave".to_owned());
        let disabled = act(&world, DisablePerson { person, reason }).await;
        let enabled = act(&world, EnablePerson { person }).await;
        assert_eq!(undo(&world, disabled).await, Err("act.changed-since"));
        undo(&world, enabled).await.expect("disabled again");
        let found = record(&world, person).await;
        assert_eq!(found.state.name(), "disabled");
        let deleted = act(&world, DeletePerson { person }).await;
        undo(&world, deleted).await.expect("restored");
        assert_eq!(record(&world, person).await.state.name(), "disabled");
        let created = kernel::audit::history_of_subjects(
            &mut world.door.reader().await.expect("a reader"),
            &[person.0],
            None,
            100,
        )
        .await
        .expect("read");
        let created = created.last().expect("the first act").row.id;
        assert_eq!(undo(&world, ActId(created)).await, Err("act.changed-since"));
    });
}

#[test]
fn a_mark_is_taken_off_again_and_who_left_at_once_is_restored() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let marked = act(&world, mark(asha, Leaving::Moves)).await;
        undo(&world, marked).await.expect("no leaver any more");
        assert_eq!(record(&world, asha).await.leaver, None);
        let gone = act(&world, mark(asha, Leaving::Now)).await;
        undo(&world, gone).await.expect("restored");
        assert_eq!(record(&world, asha).await.state.name(), "active");
    });
}

#[test]
fn whoever_was_created_is_deleted_again_and_nobody_who_changed_since() {
    check(|world| async move {
        let made = act(&world, create("RX1", "Asha", "Rao")).await;
        let mut reader = world.door.reader().await.expect("a reader");
        let row = kernel::audit::history_of_act(&mut reader, made.0).await.expect("read");
        drop(reader);
        let asha = AccountId(row.expect("an act").row.subject.expect("a subject"));
        undo(&world, made).await.expect("it is undone");
        assert_eq!(record(&world, asha).await.state.name(), "deleted");
        assert_eq!(undo(&world, made).await, Err("act.changed-since"));
    });
}

#[test]
fn what_somebody_changed_of_their_own_profile_is_put_back_by_an_administrator() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let before = record(&world, asha).await;
        let change = crate::people::ChangeProfile {
            telephone: Some(Some("0300 1234".to_owned())),
            mobile: Some(Some("07700 900 982".to_owned())),
            mobile_hidden: Some(true),
        };
        let call = world.call(Actor::Account(asha));
        let changed = world.door.perform(call, change).await.expect("it is done").act;
        undo(&world, changed).await.expect("it is undone");
        let after = record(&world, asha).await;
        assert_eq!(
            (after.telephone, after.mobile, after.mobile_hidden),
            (before.telephone, before.mobile, before.mobile_hidden)
        );
    });
}
