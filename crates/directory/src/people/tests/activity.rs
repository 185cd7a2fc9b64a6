//! Inactivity: shown by itself, deleting only where a feed can be relied on.

use super::leaving::mark;
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AccountState, ActivityEntry, ActivityKind, CreateSystemAccount, DisablePerson, HoldPerson,
    Leaving, PeopleInOrganisation, RecordActivity, Recorded, ReleaseHold, RestorePerson,
};
use facts::signin::SessionBegun;
use kernel::clock::Timestamp;

/// The feed speaks of these accounts.
async fn fed(world: &World, people: &[AccountId], at: Option<Timestamp>) -> Recorded {
    let entry = |account: &AccountId| ActivityEntry {
        account: *account,
        at,
        kind: Some(ActivityKind::Mail),
    };
    let record = RecordActivity { entries: people.iter().map(entry).collect() };
    world.done(world.operator(), record).await
}

async fn many(world: &World, code: &str, count: u8) -> Vec<AccountId> {
    let mut people = Vec::new();
    for number in 0..count {
        let given = format!("Given{}", char::from(b'a' + number));
        people.push(person(world, code, &given, "Rao").await.id);
    }
    people
}

async fn live(world: &World, people: &[AccountId]) -> usize {
    let mut count = 0;
    for person in people {
        count += usize::from(record(world, *person).await.state.is_live());
    }
    count
}

#[test]
fn inactivity_is_shown_after_thirty_days_and_deletes_nobody_without_a_feed() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.advance_days(29);
        assert_eq!(record(&world, asha).await.inactive_since, None);
        world.advance_days(1);
        assert_eq!(record(&world, asha).await.inactive_since, Some(world.clock.now().rfc3339()));
        world.advance_days(300);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        // Signing in is activity.
        world.note(SessionBegun { account: asha }).await;
        let now = record(&world, asha).await;
        assert_eq!((now.inactive_since, now.version), (None, 1));
        assert_eq!(now.last_activity_at, Some(world.clock.now().rfc3339()));
    });
}

#[test]
fn leavers_and_inactive_people_can_be_listed_by_themselves() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let ben = person(&world, "RX1", "Ben", "Shaw").await.id;
        let cleo = person(&world, "RX1", "Cleo", "Tan").await.id;
        world.advance_days(29);
        let listed = async |state: &str| {
            let query = PeopleInOrganisation {
                organisation: "RX1".to_owned(),
                state: Some(state.to_owned()),
                ..PeopleInOrganisation::default()
            };
            let page = world.asked(world.operator(), &query).await;
            assert_eq!((page.count, page.is_more), (page.items.len() as i64, false));
            page.items.into_iter().map(|row| row.id).collect::<Vec<_>>()
        };
        assert_eq!((listed("inactive").await, listed("leaver").await), (vec![], vec![]));
        world.advance_days(1);
        assert_eq!(listed("inactive").await, [asha, ben, cleo]);
        world.note(SessionBegun { account: asha }).await;
        world.done(world.operator(), mark(ben, Leaving::Moves)).await;
        assert_eq!((listed("inactive").await, listed("leaver").await), (vec![cleo], vec![ben]));
        let disable = DisablePerson { person: cleo, reason: None };
        world.done(world.operator(), disable).await;
        assert_eq!(listed("inactive").await, [], "a disabled account has another clock");
        for person in [asha, ben, cleo] {
            assert_eq!(record(&world, person).await.inactive_since, None, "as on their pages");
        }
    });
}

#[test]
fn sixty_days_delete_where_the_feed_covers_enough_and_is_fresh() {
    check(|world| async move {
        let people = many(&world, "RX1", 20).await;
        let operator = world.operator();
        world.advance_days(59);
        // Nineteen of twenty are enough, and sixteen of them have just done something.
        let busy = fed(&world, &people[4..19], Some(world.clock.now())).await;
        assert_eq!((busy.covered, busy.newer), (15, 15));
        fed(&world, &people[..4], None).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(1);
        let hold = HoldPerson {
            person: people[0],
            reason: "Inquest".to_owned(),
            reference: "C-17".to_owned(),
        };
        world.done(operator.clone(), hold).await;
        let disable = DisablePerson { person: people[1], reason: None };
        world.done(operator.clone(), disable).await;
        world.done(operator.clone(), mark(people[2], Leaving::Moves)).await;
        // Of twenty, one is disabled and does not count; eighteen of nineteen are fewer than 95 of a hundred.
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(1);
        fed(&world, &people, None).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 2);
        let gone = [people[3], people[19]];
        assert_eq!(live(&world, &gone).await, 0);
        assert_eq!(live(&world, &people).await, 18);
        // Restored, the clock starts afresh.
        world.done(operator.clone(), RestorePerson { person: people[3] }).await;
        world.advance_days(1);
        fed(&world, &people, None).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        // A feed that falls silent deletes nobody.
        world.advance_days(59);
        let before = live(&world, &people).await;
        run_due(&world.door).await.unwrap();
        assert_eq!(record(&world, people[3]).await.state, AccountState::Active);
        assert_eq!(live(&world, &people).await, before - 1, "only the leaver's time was over");
    });
}

#[test]
fn a_day_is_left_for_the_quiet_when_a_hold_is_released() {
    check(|world| async move {
        let people = many(&world, "RX1", 2).await;
        let operator = world.operator();
        world.advance_days(200);
        let hold = HoldPerson {
            person: people[0],
            reason: "Inquest".to_owned(),
            reference: "C-17".to_owned(),
        };
        let held = world.done(operator.clone(), hold).await;
        world.advance_days(400);
        fed(&world, &people, None).await;
        let release =
            ReleaseHold { person: people[0], hold: held.hold, reason: "closed".to_owned() };
        world.done(operator, release).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(live(&world, &people[..1]).await, 1, "the day is not over");
        world.advance_days(1);
        fed(&world, &people, None).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(live(&world, &people[..1]).await, 0);
    });
}

#[test]
fn other_accounts_than_peoples_are_never_inactive() {
    check(|world| async move {
        let new = CreateSystemAccount {
            organisation: "RX1".to_owned(),
            process: "appointment reminder".to_owned(),
            policy: None,
        };
        let system = world.done(world.operator(), new).await.id;
        let people = many(&world, "RX1", 1).await;
        world.advance_days(200);
        fed(&world, &[people[0], system], None).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(live(&world, &[system]).await, 1);
        assert_eq!(record(&world, system).await.inactive_since, None);
    });
}

#[test]
fn a_feed_tells_of_200_at_most_and_of_nothing_that_is_still_to_come() {
    check(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let empty = RecordActivity { entries: Vec::new() };
        assert_eq!(world.refused(world.operator(), empty).await, "activity.how-many");
        let far = fed(&world, &[asha], Some(world.clock.now().plus_days(1))).await;
        assert_eq!((far.ahead, far.covered), (1, 0));
        let unknown = fed(&world, &[AccountId(key("X"))], None).await;
        assert_eq!(unknown, Recorded { unknown: 1, ..Recorded::default() });
        // Older than what is known changes nothing.
        let now = world.clock.now();
        fed(&world, &[asha], Some(now)).await;
        let older = fed(&world, &[asha], Some(now.plus_days(-3))).await;
        assert_eq!((older.covered, older.newer), (1, 0));
        assert_eq!(record(&world, asha).await.last_activity_at, Some(now.rfc3339()));
    });
}

#[test]
fn an_edit_beside_activity_does_not_set_it_back() {
    check_races(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        for day in 1..6 {
            world.advance_days(1);
            let mut both = tokio::task::JoinSet::new();
            let (door, call) = (world.door.clone(), world.call(world.operator()));
            let title = Some(Some(format!("Nurse {day}")));
            let edit = ChangePerson { job_title: title, ..change(asha) };
            both.spawn(async move { door.perform(call, edit).await.is_ok() });
            let other = world.clone();
            both.spawn(
                async move { fed(&other, &[asha], Some(other.clock.now())).await.covered == 1 },
            );
            assert!(both.join_all().await.iter().all(|done| *done));
            let last = record(&world, asha).await.last_activity_at;
            assert_eq!(last, Some(world.clock.now().rfc3339()));
        }
    });
}
