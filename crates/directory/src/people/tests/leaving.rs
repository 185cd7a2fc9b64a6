//! Leavers, joiners and transfers.

use facts::directory::AccountOf;

use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AcceptJoiner, AccountState, CancelLeaver, DeletePerson, DisablePerson, FindJoiner, LeaverKind,
    Leavers, Leaving, MarkLeaver, PeopleInOrganisation, RestorePerson,
};
use crate::transfers::TransferPerson;

pub(super) fn mark(person: AccountId, leaving: Leaving) -> MarkLeaver {
    MarkLeaver { person, leaving, last_day: None }
}

pub(super) fn leave_on(person: AccountId, day: &str) -> MarkLeaver {
    MarkLeaver { person, leaving: Leaving::Leaves, last_day: Some(day.to_owned()) }
}

fn claim(code: &str, person: AccountId) -> AcceptJoiner {
    AcceptJoiner { organisation: code.to_owned(), person, unit: None }
}

async fn found(world: &World, actor: &Actor, code: &str, search: &str) -> Vec<AccountId> {
    let query = FindJoiner { organisation: code.to_owned(), search: search.to_owned() };
    world.asked(actor.clone(), &query).await.items.into_iter().map(|card| card.id).collect()
}

async fn listed(world: &World, code: &str, search: Option<&str>) -> Vec<AccountId> {
    let query = PeopleInOrganisation {
        organisation: code.to_owned(),
        search: search.map(str::to_owned),
        ..PeopleInOrganisation::default()
    };
    let page = world.asked(world.operator(), &query).await;
    page.items.into_iter().map(|row| row.id).collect()
}

#[test]
fn nobody_claims_a_leaver_who_is_then_deleted_on_the_thirtieth_day_and_not_before() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.done(operator.clone(), mark(asha, Leaving::Moves)).await;
        let until = world.clock.now().plus_days(30).rfc3339();
        let marked = record(&world, asha).await;
        assert_eq!(marked.leaver, Some(LeaverKind::Moves));
        assert_eq!(marked.clock.map(|clock| clock.at), Some(until.clone()));
        assert_eq!(marked.state, AccountState::Active);
        let again = world.refused(operator.clone(), mark(asha, Leaving::Moves)).await;
        assert_eq!(again, "leaver.already");
        let leavers = Leavers { organisation: "RX1".to_owned(), ..Leavers::default() };
        let page = world.asked(operator.clone(), &leavers).await;
        assert_eq!(page.items.iter().map(|row| &row.until).collect::<Vec<_>>(), [&until]);
        world.advance(std::time::Duration::from_secs(30 * 86_400 - 1));
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance(std::time::Duration::from_secs(1));
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(record(&world, asha).await.state, AccountState::Deleted);
        assert!(world.asked(operator.clone(), &leavers).await.items.is_empty());
        // Restored, the person is no leaver any more and is not deleted again the same night.
        world.done(operator, RestorePerson { person: asha }).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let restored = record(&world, asha).await;
        assert_eq!((restored.leaver, restored.clock), (None, None));
    });
}

#[test]
fn a_mark_can_be_cancelled_and_who_leaves_now_can_be_restored() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let none = world.refused(operator.clone(), CancelLeaver { person: asha }).await;
        assert_eq!(none, "leaver.none");
        world.done(operator.clone(), mark(asha, Leaving::Moves)).await;
        world.done(operator.clone(), CancelLeaver { person: asha }).await;
        world.advance_days(40);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        let left = world.done(operator.clone(), mark(asha, Leaving::Now)).await;
        assert_eq!(left.state, AccountState::Deleted);
        let back = world.done(operator.clone(), RestorePerson { person: asha }).await;
        assert_eq!(back.state, AccountState::Active);
        world.done(operator.clone(), DeletePerson { person: asha }).await;
        let gone = world.refused(operator, mark(asha, Leaving::Moves)).await;
        assert_eq!(gone, "person.deleted");
    });
}

#[test]
fn a_last_day_ends_when_the_next_one_begins_also_where_the_clocks_change() {
    let zone = || ui::when::Zone::named("Europe/London").expect("the zone is known");
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned())).with(zone());
    check_on(&engines(), slices, ports, Stand::Aside, |world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        for (day, over) in [
            // Clocks go forward on 28 March 2027 and back on 31 October.
            ("2027-03-27", "2027-03-28T00:00:00Z"),
            ("2027-03-28", "2027-03-28T23:00:00Z"),
            ("2027-10-30", "2027-10-30T23:00:00Z"),
            ("2027-10-31", "2027-11-01T00:00:00Z"),
            // Today is a day too.
            ("2027-01-02", "2027-01-03T00:00:00Z"),
        ] {
            world.done(operator.clone(), leave_on(asha, day)).await;
            let clock = record(&world, asha).await.clock.expect("a clock");
            assert_eq!(clock.at, over, "{day}");
            world.done(operator.clone(), CancelLeaver { person: asha }).await;
        }
        for wrong in ["2027-01-01", "2028-12-31", "31 March", "2027-02-30"] {
            let refused = world.refused(operator.clone(), leave_on(asha, wrong)).await;
            assert_eq!(refused, "leaver.day", "{wrong}");
        }
        let without = MarkLeaver { last_day: None, ..leave_on(asha, "") };
        assert_eq!(world.refused(operator.clone(), without).await, "leaver.day");
        let moves = MarkLeaver { leaving: Leaving::Moves, ..leave_on(asha, "2027-03-27") };
        assert_eq!(world.refused(operator, moves).await, "leaver.no-day");
    });
}

#[test]
fn why_the_old_organisation_blocked_somebody_stays_there() {
    check(|world| async move {
        let operator = world.operator();
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let disable = DisablePerson { person: asha, reason: Some("Dispute".to_owned()) };
        world.done(operator.clone(), disable).await;
        let there =
            TransferPerson { person: asha, organisation: "RX2".to_owned(), unit: None, day: None };
        world.done(operator.clone(), there).await;
        let moved = record(&world, asha).await;
        assert_eq!((moved.state, moved.state_reason), (AccountState::Disabled, None));
        let mut reader = world.door.reader().await.unwrap();
        let view = reader.ask(AccountOf(asha)).await.unwrap().unwrap();
        assert_eq!(view.here_since, Some(world.clock.now()));
    });
}

#[test]
fn only_a_leaver_who_moves_is_found_and_only_by_a_whole_address_or_staff_number() {
    check(|world| async move {
        for code in ["RX1", "RX2"] {
            place(&world, code, None).await;
        }
        let new = holder(&world, "RX2", Role::LocalAdministrator).await;
        let operator = world.operator();
        let asha = CreatePerson {
            staff_number: Some("E-4711".to_owned()),
            listed: Some(false),
            ..create("RX1", "Asha", "Rao")
        };
        let asha = world.done(operator.clone(), asha).await;
        let address = asha.address.as_str();
        assert!(found(&world, &new, "RX2", address).await.is_empty());
        assert_eq!(world.refused(new.clone(), claim("RX2", asha.id)).await, "not-found");
        world.done(operator.clone(), leave_on(asha.id, "2027-02-01")).await;
        assert!(found(&world, &new, "RX2", address).await.is_empty());
        assert_eq!(world.refused(new.clone(), claim("RX2", asha.id)).await, "not-found");
        // Who looks after both is told why.
        assert_eq!(
            world.refused(operator.clone(), claim("RX2", asha.id)).await,
            "joiner.not-claimable"
        );
        world.done(operator.clone(), CancelLeaver { person: asha.id }).await;
        world.done(operator.clone(), mark(asha.id, Leaving::Moves)).await;
        for search in [address, "E-4711"] {
            assert_eq!(found(&world, &new, "RX2", search).await, [asha.id], "{search}");
        }
        for search in ["asha", "Asha Rao", "E", "4711", "E-471", "asha.rao@"] {
            let query = FindJoiner { organisation: "RX2".to_owned(), search: search.to_owned() };
            let items = match world.door.ask(&world.call(new.clone()), &query).await {
                Ok(found) => found.items,
                Err(Error::Refused(_)) => Vec::new(),
                Err(error) => panic!("{error}"),
            };
            assert!(items.is_empty(), "{search}");
        }
        // Two with one number are nobody.
        let twin = CreatePerson {
            staff_number: Some("E-4711".to_owned()),
            ..create("RX3", "Ben", "Okoro")
        };
        let twin = world.done(operator.clone(), twin).await.id;
        world.done(operator, mark(twin, Leaving::Moves)).await;
        assert!(found(&world, &new, "RX2", "E-4711").await.is_empty());
        // Looking is limited like looking at cards.
        let query =
            FindJoiner { organisation: "RX2".to_owned(), search: "nobody@x.example".to_owned() };
        let mut limited = false;
        for _ in 0..60 {
            limited |= world.door.ask(&world.call(new.clone()), &query).await.is_err();
        }
        assert!(limited);
    });
}

#[test]
fn a_claimed_person_is_gone_from_the_old_organisation_and_keeps_the_address() {
    check(|world| async move {
        for code in ["RX1", "RX2"] {
            place(&world, code, None).await;
        }
        let old = holder(&world, "RX1", Role::LocalAdministrator).await;
        let new = holder(&world, "RX2", Role::LocalAdministrator).await;
        let asha = CreatePerson {
            staff_number: Some("4711".to_owned()),
            department: Some("Ward 3".to_owned()),
            job_title: Some("Nurse".to_owned()),
            unit: Some(unit("RX1")),
            ..create("RX1", "Asha", "Rao")
        };
        let asha = world.done(world.operator(), asha).await;
        world.done(old.clone(), mark(asha.id, Leaving::Moves)).await;
        let foreign = AcceptJoiner { unit: Some(unit("RX1")), ..claim("RX2", asha.id) };
        assert_eq!(world.refused(new.clone(), foreign).await, "person.details");
        let joined = AcceptJoiner { unit: Some(unit("RX2")), ..claim("RX2", asha.id) };
        world.done(new.clone(), joined).await;
        let seen = PersonById { person: asha.id };
        let record = world.asked(new.clone(), &seen).await;
        assert_eq!(record.organisation, "RX2");
        assert_eq!(record.address, asha.address);
        assert_eq!((record.leaver, record.clock), (None, None));
        assert_eq!((record.staff_number, record.department), (None, None));
        assert_eq!(record.job_title.as_deref(), Some("Nurse"));
        assert_eq!(record.unit, Some(unit("RX2")));
        assert_eq!(world.not_asked(old.clone(), &seen).await, "not-found");
        assert_eq!(world.refused(old.clone(), DeletePerson { person: asha.id }).await, "not-found");
        for search in [None, Some("rao"), Some("4711"), Some(asha.address.as_str())] {
            assert!(!listed(&world, "RX1", search).await.contains(&asha.id), "{search:?}");
        }
        assert!(listed(&world, "RX2", Some("rao")).await.contains(&asha.id));
        assert!(listed(&world, "RX2", Some("4711")).await.is_empty());
        // Both have it in their history, and nobody can claim the person again.
        world.seal().await;
        for code in ["RX1", "RX2"] {
            let mut reader = world.door.reader().await.unwrap();
            let filter = kernel::audit::HistoryFilter {
                command: Some("person.accept-joiner".to_owned()),
                ..kernel::audit::HistoryFilter::default()
            };
            let page =
                kernel::audit::history_of_organisation(&mut reader, org(code), &filter, None, 10)
                    .await
                    .unwrap();
            let done = page.rows.iter().filter(|row| row.row.subject == Some(asha.id.0));
            assert_eq!(done.count(), 1, "{code}");
        }
        world.advance_days(31);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert_eq!(world.refused(old, claim("RX1", asha.id)).await, "not-found");
    });
}

#[test]
fn a_transfer_needs_rights_on_both_sides_and_a_place_that_is_open() {
    check(|world| async move {
        for code in ["RX1", "RX2", "CX1"] {
            place(&world, code, None).await;
        }
        let one = holder(&world, "RX1", Role::LocalAdministrator).await;
        let both = holder(&world, "RX1", Role::LocalAdministrator).await;
        let account = both.account().unwrap();
        world.grant(account, Role::LocalAdministrator, GrantSpan::Organisation(org("RX2"))).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let to = |person, code: &str| TransferPerson {
            person,
            organisation: code.to_owned(),
            unit: None,
            day: None,
        };
        assert_eq!(world.refused(one, to(asha, "RX2")).await, "not-found");
        assert_eq!(world.refused(both.clone(), to(account, "RX2")).await, "person.move-oneself");
        assert_eq!(world.refused(both.clone(), to(asha, "RX1")).await, "person.already-here");
        let closed = world.refused(world.operator(), to(asha, "CX1")).await;
        assert_eq!(closed, "person.organisation-not-open");
        let disable = DisablePerson { person: asha, reason: None };
        world.done(both.clone(), disable).await;
        let moved = world.done(both.clone(), to(asha, "RX2")).await;
        // What was blocked stays blocked.
        assert_eq!(moved.state, AccountState::Disabled);
        assert_eq!(record(&world, asha).await.organisation, "RX2");
        world.done(both.clone(), DeletePerson { person: asha }).await;
        assert_eq!(world.refused(both, to(asha, "RX1")).await, "person.deleted");
    });
}

#[test]
fn two_who_claim_one_person_leave_one_winner() {
    check_races(|world| async move {
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        world.done(world.operator(), mark(asha, Leaving::Moves)).await;
        let mut claiming = tokio::task::JoinSet::new();
        for number in 2..8 {
            let (door, call) = (world.door.clone(), world.call(world.operator()));
            let claim = claim(&format!("RX{number}"), asha);
            claiming.spawn(async move { door.perform(call, claim).await });
        }
        let outcomes = claiming.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refusal(outcome).code, "joiner.not-claimable");
        }
    });
}
