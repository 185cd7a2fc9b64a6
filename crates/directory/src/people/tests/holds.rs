//! Legal holds, and the clocks that they stop.

use kernel::audit::{HistoryValue, forget_personal, history_of_subjects};

use super::leaving::{leave_on, mark};
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AcceptJoiner, AccountState, DeleteDue, DeletePerson, DisablePerson, EraseDue, Held, HoldPerson,
    HoldsOfPerson, Leaving, MarkLeaver, ReleaseHold, RestorePerson,
};

pub(super) fn hold(person: AccountId) -> HoldPerson {
    HoldPerson { person, reason: "Inquest".to_owned(), reference: "C-17".to_owned() }
}

pub(super) fn release(person: AccountId, held: Held) -> ReleaseHold {
    ReleaseHold { person, hold: held.hold, reason: "closed".to_owned() }
}

async fn due_at(world: &World, person: AccountId) -> String {
    record(world, person).await.clock.expect("a clock").at
}

#[test]
fn a_hold_stops_every_clock_and_beats_every_deletion() {
    check(|world| async move {
        let operator = world.operator();
        let (mut people, mut holds) = (Vec::new(), Vec::new());
        for name in ["Leaver", "Dated", "Disabled", "Deleted"] {
            people.push(person(&world, "RX1", name, "Rao").await.id);
        }
        world.done(operator.clone(), mark(people[0], Leaving::Moves)).await;
        world.done(operator.clone(), leave_on(people[1], "2027-01-10")).await;
        let disable = DisablePerson { person: people[2], reason: None };
        world.done(operator.clone(), disable).await;
        world.done(operator.clone(), DeletePerson { person: people[3] }).await;
        for person in &people {
            let empty = HoldPerson { reference: " ".to_owned(), ..hold(*person) };
            assert_eq!(world.refused(operator.clone(), empty).await, "person.details");
            holds.push(world.done(operator.clone(), hold(*person)).await);
        }
        for person in &people[..3] {
            let delete = DeletePerson { person: *person };
            assert_eq!(world.refused(operator.clone(), delete).await, "person.held");
            let now = MarkLeaver { leaving: Leaving::Now, ..mark(*person, Leaving::Now) };
            assert_eq!(world.refused(operator.clone(), now).await, "person.held");
        }
        world.advance_days(2000);
        // Nobody is deleted; the two whose time as a leaver is over can no longer sign in.
        assert_eq!(run_due(&world.door).await.unwrap(), 2);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        // A held account can be restored long after its time, and is held as before.
        world.done(operator.clone(), RestorePerson { person: people[3] }).await;
        let restored = record(&world, people[3]).await;
        assert_eq!(restored.state, AccountState::Active);
        assert!(restored.held_since.is_some());
        for (person, held) in people.iter().zip(&holds) {
            world.done(operator.clone(), release(*person, *held)).await;
        }
        assert_eq!(
            world.refused(operator.clone(), release(people[0], holds[0])).await,
            "hold.none"
        );
        // What was left goes on; a day that is past leaves a day's rest.
        assert_eq!(due_at(&world, people[0]).await, world.clock.now().plus_days(30).rfc3339());
        assert_eq!(due_at(&world, people[1]).await, world.clock.now().plus_days(1).rfc3339());
        assert_eq!(due_at(&world, people[2]).await, world.clock.now().plus_days(548).rfc3339());
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(1);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        world.advance_days(29);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
    });
}

#[test]
fn what_is_left_is_counted_from_where_the_hold_met_the_clock() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.done(operator.clone(), mark(asha, Leaving::Moves)).await;
        world.advance_days(20);
        let first = world.done(operator.clone(), hold(asha)).await;
        world.advance_days(5);
        let second = world.done(operator.clone(), hold(asha)).await;
        world.advance_days(5);
        world.done(operator.clone(), release(asha, first)).await;
        // One hold still stands; only the sign-in has ended.
        world.advance_days(100);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(record(&world, asha).await.state, AccountState::Disabled);
        world.done(operator.clone(), release(asha, second)).await;
        assert_eq!(due_at(&world, asha).await, world.clock.now().plus_days(10).rfc3339());
        // Marked while it was held: the whole time from the release on.
        let ben = person(&world, "RX1", "Ben", "Okoro").await.id;
        let held = world.done(operator.clone(), hold(ben)).await;
        world.advance_days(50);
        world.done(operator.clone(), mark(ben, Leaving::Moves)).await;
        world.advance_days(3);
        world.done(operator.clone(), release(ben, held)).await;
        assert_eq!(due_at(&world, ben).await, world.clock.now().plus_days(30).rfc3339());
    });
}

/// How many values about the person the history still has, and how many of them are no longer kept.
async fn values(world: &World, person: AccountId) -> (usize, usize) {
    let mut reader = world.door.reader().await.unwrap();
    let rows = history_of_subjects(&mut reader, &[person.0], None, 50).await.unwrap();
    let all: Vec<HistoryValue> = rows
        .into_iter()
        .flat_map(|row| row.effects)
        .flat_map(|effect| [effect.before, effect.after])
        .collect();
    let count = |wanted: fn(&HistoryValue) -> bool| all.iter().filter(|it| wanted(it)).count();
    (
        count(|value| matches!(value, HistoryValue::Personal(_))),
        count(|value| *value == HistoryValue::Erased),
    )
}

#[test]
fn a_hold_keeps_the_history_of_an_account_and_nothing_else() {
    check(|world| async move {
        let operator = world.operator();
        // The held one is the first of all, so that retention has to go past it.
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let mut others = Vec::new();
        for number in 0..30 {
            let given = format!("Person{}", char::from(b'a' + number));
            others.push(person(&world, "RX1", &given, "Rao").await.id);
        }
        let first = world.done(operator.clone(), hold(asha)).await;
        let second = world.done(operator.clone(), hold(asha)).await;
        let kept = values(&world, asha).await;
        assert!(kept.0 > 3, "{kept:?}");
        world.advance_days(3000);
        let forget = async || {
            let now = world.clock.now();
            while forget_personal(world.door.database(), now).await.unwrap() > 0 {}
        };
        forget().await;
        assert_eq!(values(&world, asha).await, kept);
        for other in others {
            let (left, dropped) = values(&world, other).await;
            assert!(left == 0 && dropped > 3);
        }
        world.done(operator.clone(), release(asha, first)).await;
        forget().await;
        let values_now = values(&world, asha).await;
        assert!(values_now.0 >= kept.0 && values_now.1 == 0, "one hold still stands");
        world.done(operator, release(asha, second)).await;
        world.advance_days(1);
        forget().await;
        assert_eq!(values(&world, asha).await.0, 0);
    });
}

#[test]
fn a_hold_goes_with_the_person_and_the_new_organisation_cannot_release_it() {
    check(|world| async move {
        for code in ["RX1", "RX2"] {
            place(&world, code, None).await;
        }
        let old = holder(&world, "RX1", Role::PrimaryLocalAdministrator).await;
        let new = holder(&world, "RX2", Role::PrimaryLocalAdministrator).await;
        let local = holder(&world, "RX1", Role::LocalAdministrator).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        assert_eq!(world.refused(local.clone(), hold(asha)).await, "not-allowed");
        assert_eq!(world.refused(new.clone(), hold(asha)).await, "not-found");
        let theirs = world.done(old.clone(), hold(asha)).await;
        let national = world.done(world.operator(), hold(asha)).await;
        assert_eq!(world.refused(old.clone(), release(asha, national)).await, "hold.national");
        world.done(local, mark(asha, Leaving::Moves)).await;
        let claim = AcceptJoiner { organisation: "RX2".to_owned(), person: asha, unit: None };
        world.done(new.clone(), claim).await;
        assert!(record(&world, asha).await.held_since.is_some());
        assert_eq!(world.refused(new.clone(), release(asha, theirs)).await, "hold.national");
        let lines = world.asked(new.clone(), &HoldsOfPerson { person: asha }).await;
        let texts: Vec<&str> = lines.iter().map(|line| line.reason.as_str()).collect();
        // What the old organisation wrote down is not for the new one.
        assert_eq!(texts, ["", "Inquest"]);
        let delete = DeletePerson { person: asha };
        assert_eq!(world.refused(new, delete).await, "person.held");
        world.done(world.operator(), release(asha, theirs)).await;
        world.done(world.operator(), release(asha, national)).await;
        assert_eq!(record(&world, asha).await.held_since, None);
    });
}

#[test]
fn a_hold_keeps_the_addresses_of_an_erased_account() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.done(operator.clone(), DeletePerson { person: asha }).await;
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        world.advance_days(700);
        let held = world.done(operator.clone(), hold(asha)).await;
        world.advance_days(100);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.done(operator.clone(), release(asha, held)).await;
        world.advance_days(29);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(1);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
    });
}

#[test]
fn the_service_itself_is_refused_and_a_day_is_left_when_the_hold_is_released() {
    check(|world| async move {
        let operator = world.operator();
        let service = Actor::Service("lifecycle");
        let leaver = person(&world, "RX1", "Leaver", "Rao").await.id;
        let deleted = person(&world, "RX1", "Deleted", "Rao").await.id;
        world.done(operator.clone(), mark(leaver, Leaving::Moves)).await;
        world.done(operator.clone(), DeletePerson { person: deleted }).await;
        // An hour before both times are over.
        world.advance(std::time::Duration::from_secs(30 * 86_400 - 3600));
        let held = world.done(operator.clone(), hold(leaver)).await;
        let other = world.done(operator.clone(), hold(deleted)).await;
        world.advance_days(2);
        let delete = DeleteDue { person: leaver, night: None };
        assert_eq!(world.refused(service.clone(), delete.clone()).await, "person.not-due");
        let erase = EraseDue { person: deleted };
        assert_eq!(world.refused(service.clone(), erase.clone()).await, "person.not-in-state");
        world.done(operator.clone(), release(leaver, held)).await;
        world.done(operator, release(deleted, other)).await;
        let rest = world.clock.now().plus_days(1).rfc3339();
        assert_eq!(due_at(&world, leaver).await, rest);
        assert_eq!(record(&world, deleted).await.restorable_until, Some(rest));
        world.advance(std::time::Duration::from_secs(86_399));
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance(std::time::Duration::from_secs(1));
        world.done(service.clone(), delete).await;
        world.done(service, erase).await;
    });
}
