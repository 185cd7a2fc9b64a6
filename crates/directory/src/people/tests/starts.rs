//! First days: named ahead, moved, and come, in the order of a model.

use facts::directory::AccountOf;
use kernel::authority::StandingOf;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

use super::leaving::mark;
use super::pages::{check_pages, hidden, opened, visit};
use super::undo::undo;
use super::*;
use crate::people::jobs::run_due;
use crate::people::{
    AccountState, ChangeStart, DeletePerson, DisablePerson, HoldPerson, Leaving,
    PeopleInOrganisation, RestorePerson, Starters,
};

fn starting(day: &str) -> CreatePerson {
    CreatePerson { first_day: Some(day.to_owned()), ..create("RX1", "Asha", "Rao") }
}

fn on(person: AccountId, day: &str) -> ChangeStart {
    ChangeStart { person, first_day: day.to_owned() }
}

async fn may_act(world: &World, person: AccountId) -> bool {
    let mut reader = world.door.reader().await.expect("a reader");
    reader.ask(StandingOf(person)).await.expect("answered").expect("known").may_act
}

/// How often the account was let in.
async fn starts(world: &World, person: AccountId) -> usize {
    let mut reader = world.door.reader().await.expect("a reader");
    let subjects = [person.0];
    let acts = kernel::audit::history_of_subjects(&mut reader, &subjects, None, 200);
    let acts = acts.await.expect("read");
    let is_start = |act: &&kernel::audit::HistoryRow| {
        act.of_subject().any(|effect| {
            effect.attribute == "state"
                && effect.before.kept() == Some("starting".into())
                && effect.after.kept() == Some("active".into())
        })
    };
    acts.iter().filter(is_start).count()
}

#[test]
fn nobody_is_let_in_before_the_first_day_and_everybody_on_it_once() {
    check(|world| async move {
        let operator = world.operator();
        let asha = world.done(operator.clone(), starting("2027-01-05")).await.id;
        let found = record(&world, asha).await;
        assert_eq!(
            (found.state, found.starts_on.as_deref()),
            (AccountState::Starting, Some("2027-01-05"))
        );
        assert!(!may_act(&world, asha).await);
        let ben = holder(&world, "RX1", Role::LocalAdministrator).await;
        assert!(find(&world, &ben, "asha rao").await.items.is_empty(), "no card before the day");
        let query = Starters { organisation: "RX1".to_owned(), ..Starters::default() };
        let page = world.asked(ben.clone(), &query).await;
        assert_eq!(
            page.items.iter().map(|row| row.starts_on.as_str()).collect::<Vec<_>>(),
            ["2027-01-05"]
        );
        for (state, is_listed) in [(None, true), (Some("starting"), true), (Some("active"), false)]
        {
            let list = PeopleInOrganisation {
                organisation: "RX1".to_owned(),
                state: state.map(str::to_owned),
                ..PeopleInOrganisation::default()
            };
            let found = world.asked(ben.clone(), &list).await;
            assert_eq!(found.items.iter().any(|row| row.id == asha), is_listed, "{state:?}");
        }
        // The clock of the world stands at noon of 2 January.
        world.advance(std::time::Duration::from_secs(2 * 86_400 + 12 * 3600 - 1));
        assert_eq!(run_due(&world.door).await.expect("it runs"), 0);
        world.advance(std::time::Duration::from_secs(1));
        let both = tokio::join!(run_due(&world.door), run_due(&world.door));
        assert_eq!(both.0.expect("it runs") + both.1.expect("it runs"), 1, "one of two nodes");
        assert_eq!(run_due(&world.door).await.expect("it runs"), 0);
        let found = record(&world, asha).await;
        assert_eq!((found.state, found.starts_on), (AccountState::Active, None));
        assert!(may_act(&world, asha).await);
        assert_eq!(starts(&world, asha).await, 1);
        assert_eq!(find(&world, &ben, "asha rao").await.items.len(), 1);
        assert!(world.asked(ben, &query).await.items.is_empty());
        let over = world.refused(operator, on(asha, "2027-01-09")).await;
        assert_eq!(over, "person.no-start");
    });
}

#[test]
fn a_first_day_is_a_day_of_the_organisation_and_not_too_far_ahead() {
    check(|world| async move {
        let operator = world.operator();
        for wrong in ["2027-01-01", "2028-01-05", "2027-02-30", "soon"] {
            let refused =
                refusal(world.door.perform(world.call(operator.clone()), starting(wrong)).await);
            assert_eq!(
                (refused.code, fields(&refused)),
                ("person.details", vec!["first_day"]),
                "{wrong}"
            );
        }
        let today = world.done(operator.clone(), starting("2027-01-02")).await.id;
        assert_eq!(record(&world, today).await.state, AccountState::Active);
        // Clocks go forward on 28 March and back on 31 October 2027.
        for (day, begins_at) in [
            ("2027-03-28", "2027-03-28T00:00:00Z"),
            ("2027-03-29", "2027-03-28T23:00:00Z"),
            ("2027-10-31", "2027-10-30T23:00:00Z"),
            ("2027-11-01", "2027-11-01T00:00:00Z"),
        ] {
            let id = world.done(operator.clone(), starting(day)).await.id;
            let mut reader = world.door.reader().await.expect("a reader");
            let view = reader.ask(AccountOf(id)).await.expect("answered").expect("known");
            assert_eq!(view.starts_at.map(|at| at.rfc3339()).as_deref(), Some(begins_at), "{day}");
        }
    });
}

#[test]
fn a_first_day_is_moved_and_taken_back_until_it_has_come() {
    check(|world| async move {
        let operator = world.operator();
        let person = world.done(operator.clone(), starting("2027-01-05")).await.id;
        let act = |command| {
            let call = world.call(world.operator());
            let door = world.door.clone();
            async move { door.perform(call, command).await.expect("it is done").act }
        };
        let later = act(on(person, "2027-03-01")).await;
        assert_eq!(record(&world, person).await.starts_on.as_deref(), Some("2027-03-01"));
        undo(&world, later).await.expect("it is undone");
        assert_eq!(record(&world, person).await.starts_on.as_deref(), Some("2027-01-05"));
        assert_eq!(
            world.refused(operator.clone(), on(person, "2027-01-01")).await,
            "person.first-day"
        );
        // Who has not started is neither disabled nor a leaver.
        let disable = DisablePerson { person, reason: None };
        assert_eq!(world.refused(operator.clone(), disable).await, "person.not-in-state");
        for leaving in [Leaving::Moves, Leaving::Now] {
            let refused = world.refused(operator.clone(), mark(person, leaving)).await;
            assert_eq!(refused, "person.not-started");
        }
        let hold = HoldPerson { person, reason: "Inquiry".to_owned(), reference: "L 1".to_owned() };
        world.done(operator.clone(), hold).await;
        // A hold keeps what is there; it keeps nobody out. Today is a day, too: they start at once.
        let now = act(on(person, "2027-01-02")).await;
        assert_eq!(record(&world, person).await.state, AccountState::Active);
        assert_eq!(undo(&world, now).await, Err("act.no-inverse"));
        assert_eq!(run_due(&world.door).await.expect("it runs"), 0);
    });
}

#[test]
fn who_is_not_coming_is_deleted_and_comes_back_with_the_same_day() {
    check(|world| async move {
        let operator = world.operator();
        let person = world.done(operator.clone(), starting("2027-01-20")).await.id;
        let call = world.call(operator.clone());
        let gone = world.door.perform(call, DeletePerson { person }).await.expect("it is done");
        undo(&world, gone.act).await.expect("it is undone");
        let found = record(&world, person).await;
        assert_eq!(
            (found.state, found.starts_on.as_deref()),
            (AccountState::Starting, Some("2027-01-20"))
        );
        world.done(operator.clone(), DeletePerson { person }).await;
        world.advance_days(20);
        assert_eq!(run_due(&world.door).await.expect("it runs"), 0, "the deleted do not start");
        // The day has come meanwhile: they start with the next look of the clocks.
        world.done(operator, RestorePerson { person }).await;
        assert_eq!(run_due(&world.door).await.expect("it runs"), 1);
        assert_eq!(record(&world, person).await.state, AccountState::Active);
        assert_eq!(starts(&world, person).await, 1);
    });
}

#[test]
fn a_start_is_dated_changed_and_shown_without_script() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        let new = "/o/RX1/people/new";
        let given = "given_name=Asha&family_name=Rao&listed=yes";
        let day = |day: &str| format!("first_day-day={day}&first_day-month=1&first_day-year=2027");
        let past = format!("step=check&{given}&{}", day("1"));
        let (status, page) = visit(&world, &ann, new, Some(&past)).await;
        assert_eq!(status.as_u16(), 422);
        assert!(page.contains("today or a later day, at most 366 days ahead"), "{page}");
        assert!(page.contains("name=\"first_day-year\"") && page.contains("value=\"2027\""));
        let right = format!("{given}&{}", day("20"));
        let (_, page) = visit(&world, &ann, new, Some(&format!("step=check&{right}"))).await;
        assert!(page.contains("The person starts on 20 January 2027"), "{page}");
        let create = format!("step=create&key={}&{right}", hidden(&page, "key"));
        let (_, place) = visit(&world, &ann, new, Some(&create)).await;
        let (_, page) = visit(&world, &ann, &place, None).await;
        assert!(page.contains("Asha Rao was created and starts on 20 January 2027"), "{page}");
        assert!(page.contains("Starts on 20 January 2027.") && page.contains("Change first day"));
        assert!(!page.contains(">Mark as leaver<") && !page.contains(">Disable<"));
        let person = place.split('?').next().expect("an address").to_owned();
        let (_, page) = visit(&world, &ann, "/o/RX1/people/coming", None).await;
        assert!(page.contains("Asha Rao") && page.contains("20 January 2027"), "{page}");
        let at = format!("{person}/first-day");
        let (_, page) = visit(&world, &ann, &at, None).await;
        assert!(page.contains("value=\"20\"") && page.contains("They start on 20 January 2027"));
        let version = hidden(&page, "version");
        let later = format!("version={version}&{}", day("25"));
        let (_, place) = visit(&world, &ann, &at, Some(&later)).await;
        let (_, page) = visit(&world, &ann, &place, None).await;
        assert!(page.contains("Asha Rao starts on 25 January 2027"), "{page}");
        let (_, page) = visit(&world, &ann, &format!("{person}/delete"), None).await;
        assert!(page.contains("They do not start."), "{page}");
    });
}

/// What happens to somebody who was created ahead.
#[derive(Clone, Debug)]
enum Step {
    /// Another first day, so many days from the day it is then.
    Name(i64),
    Delete,
    Restore,
    /// Hours go by.
    Wait(i64),
    /// The clocks run, once or by two nodes at once.
    Run(bool),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(
        prop_oneof![
            3 => (-2_i64..12).prop_map(Step::Name),
            1 => Just(Step::Delete),
            1 => Just(Step::Restore),
            4 => (1_i64..60).prop_map(Step::Wait),
            3 => any::<bool>().prop_map(Step::Run),
        ],
        1..20,
    )
}

/// A start as the model sees it, in hours since the beginning of 2 January 2027.
struct Start {
    state: AccountState,
    begins: i64,
    deleted: i64,
    now: i64,
}

impl Start {
    fn name(&mut self, days: i64) -> bool {
        let begins = (self.now.div_euclid(24) + days) * 24;
        if self.state != AccountState::Starting || begins + 24 <= self.now {
            return false;
        }
        if begins <= self.now {
            self.state = AccountState::Active;
        } else {
            self.begins = begins;
        }
        true
    }

    fn go(&mut self, from: AccountState, to: AccountState) -> bool {
        let fits = self.state == from;
        if fits {
            self.state = to;
        }
        fits
    }

    fn run(&mut self) {
        if self.begins <= self.now {
            self.go(AccountState::Starting, AccountState::Active);
        }
    }
}

/// The day so many days after 2 January 2027.
fn day(days: i64) -> String {
    let first = jiff::civil::date(2027, 1, 2);
    first.saturating_add(jiff::Span::new().days(days)).to_string()
}

#[test]
fn every_start_goes_as_the_model_says() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let lives: Vec<Vec<Step>> =
        (0..24).map(|_| steps().new_tree(&mut runner).expect("steps").current()).collect();
    check(|world| {
        let lives = lives.clone();
        async move {
            let mut hours: i64 = 12;
            for life in lives {
                let today = hours.div_euclid(24);
                let person = world.done(world.operator(), starting(&day(today + 3))).await.id;
                let mut model = Start {
                    state: AccountState::Starting,
                    begins: (today + 3) * 24,
                    deleted: 0,
                    now: hours,
                };
                for step in &life {
                    let call = world.call(world.operator());
                    let door = &world.door;
                    let (was_done, should_be) = match step {
                        Step::Name(days) => {
                            let named = day(model.now.div_euclid(24) + days);
                            let done = door.perform(call, on(person, &named)).await;
                            (done.is_ok(), model.name(*days))
                        }
                        Step::Delete => {
                            // Only what has not begun is looked at here; deleting anybody else is another model.
                            if model.state != AccountState::Starting {
                                continue;
                            }
                            model.deleted = model.now;
                            let done = door.perform(call, DeletePerson { person }).await;
                            (done.is_ok(), model.go(AccountState::Starting, AccountState::Deleted))
                        }
                        Step::Restore => {
                            let is_over = model.now >= model.deleted + 30 * 24;
                            let should_be =
                                !is_over && model.go(AccountState::Deleted, AccountState::Starting);
                            let done = door.perform(call, RestorePerson { person }).await;
                            (done.is_ok(), should_be)
                        }
                        Step::Wait(waited) => {
                            world.advance(std::time::Duration::from_secs(*waited as u64 * 3600));
                            hours += waited;
                            model.now += waited;
                            (true, true)
                        }
                        Step::Run(by_two) => {
                            if *by_two {
                                let (one, other) = tokio::join!(run_due(door), run_due(door));
                                one.expect("it runs");
                                other.expect("it runs");
                            } else {
                                run_due(door).await.expect("it runs");
                            }
                            if model.state == AccountState::Deleted
                                && model.now >= model.deleted + 30 * 24
                            {
                                model.state = AccountState::Erased;
                            }
                            model.run();
                            (true, true)
                        }
                    };
                    assert_eq!(was_done, should_be, "{step:?} of {life:?}");
                    let found = record(&world, person).await;
                    assert_eq!(found.state, model.state, "{step:?} of {life:?}");
                    let is_starting = model.state == AccountState::Starting;
                    let named = is_starting.then(|| day(model.begins.div_euclid(24)));
                    assert_eq!(found.starts_on, named, "{step:?} of {life:?}");
                    let is_in = model.state == AccountState::Active;
                    assert_eq!(may_act(&world, person).await, is_in, "{step:?} of {life:?}");
                }
                let is_in = model.state == AccountState::Active;
                assert_eq!(starts(&world, person).await, usize::from(is_in), "{life:?}");
            }
        }
    });
}
