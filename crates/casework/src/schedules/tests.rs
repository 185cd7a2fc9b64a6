//! Schedules: made on their days, once each, as what their owner may see then, and for nobody else.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use axum::http::StatusCode;
use facts::directory::AccountErased;
use jiff::civil::date;
use kernel::clock::Timestamp;
use kernel::db::BoxFuture;
use kernel::door::{Actor, Door, FreshProof, FreshProofOf, Manifest, Ports};
use kernel::ids::AccountId;
use kernel::jobs::work_once;
use kernel::refusal::{Fault, Result};
use parking_lot::Mutex;
use proptest::prelude::*;
use testkit::{Stand, World, check_on, engines};
use ui::when::Zone;
use uuid::Uuid;

use super::model::{LARGEST, Outcome, is_file};
use super::*;

/// What the lists of each account answer; each test has its own accounts.
static LISTS: Mutex<BTreeMap<Uuid, Rendered>> = Mutex::new(BTreeMap::new());

/// Answers as it was told, with the address in it; fails where it was told nothing.
fn from_memory(
    _: Door,
    account: AccountId,
    address: String,
    most: usize,
) -> BoxFuture<'static, Result<Rendered>> {
    Box::pin(async move {
        match LISTS.lock().get(&account.0).cloned() {
            Some(Rendered::Made(text)) if text.len() > most => Ok(Rendered::TooLarge),
            Some(Rendered::Made(text)) => Ok(Rendered::Made(format!("{address}\r\n{text}"))),
            Some(other) => Ok(other),
            None => Err(Fault::outage("asking for a list").into()),
        }
    })
}

fn answers(account: AccountId, answer: Rendered) {
    LISTS.lock().insert(account.0, answer);
}

fn london() -> Zone {
    Zone::named("Europe/London").expect("a zone")
}

/// Who has to show that it is them, in place of sign-in.
static LATE: Mutex<BTreeSet<Uuid>> = Mutex::new(BTreeSet::new());

fn slices() -> Vec<Manifest> {
    let proofs = Manifest {
        name: "test/proofs",
        answers: vec![|answers| {
            answers.add(|asked: FreshProofOf, _| {
                let is_late = LATE.lock().contains(&asked.account.0);
                Box::pin(
                    async move { Ok(if is_late { FreshProof::Needed } else { FreshProof::Given }) },
                )
            })
        }],
        ..Manifest::default()
    };
    vec![manifest(), crate::notices::manifest(), proofs]
}

fn run<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    let ports = || Ports::default().with(Render(from_memory)).with(london());
    check_on(&engines(), slices, ports, Stand::In, test);
}

/// Advances to a time of a day of January 2027, in which London has no offset.
fn to(world: &World, day: i8, hour: i8) {
    let at = date(2027, 1, day).at(hour, 0, 0, 0).in_tz("UTC").expect("a moment");
    let now = world.clock.now().micros();
    let ahead = at.timestamp().as_microsecond() - now;
    world.advance(Duration::from_micros(u64::try_from(ahead).expect("a later moment")));
}

async fn work(world: &World) {
    let handlers = handlers();
    while work_once(&world.door, "report", &handlers["report"], "a worker").await.expect("work") > 0
    {
    }
}

fn of_people(every: Every) -> Schedule {
    Schedule {
        file: "/o/RX1/people.csv".to_owned(),
        query: "state=disabled".to_owned(),
        name: "Who is out".to_owned(),
        every,
    }
}

async fn mine(world: &World, actor: &Actor) -> Vec<ScheduleLine> {
    world.asked(actor.clone(), &MySchedules::default()).await
}

/// How the files of the only schedule ended, the newest first.
async fn outcomes(world: &World, actor: &Actor) -> Vec<Outcome> {
    let lines = mine(world, actor).await;
    lines[0].files.iter().map(|file| file.outcome).collect()
}

async fn letters(world: &World, actor: &Actor) -> Vec<String> {
    let asked = crate::notices::MyLetters::default();
    let page = world.asked(actor.clone(), &asked).await;
    page.items.iter().map(|letter| letter.subject.clone()).collect()
}

/// Files and jobs that there are.
async fn left(world: &World) -> (i64, i64) {
    let mut reader = world.door.reader().await.expect("a reader");
    store::left(&mut reader).await.expect("counts")
}

#[test]
fn a_file_is_made_on_each_of_its_days_once_and_announced() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let asha = Actor::Account(account);
        answers(account, Rendered::Made("Cole,Ben".to_owned()));
        // A Saturday noon.
        world.done(asha.clone(), of_people(Every::WorkingDay)).await;
        work(&world).await;
        to(&world, 4, 5);
        work(&world).await;
        assert!(mine(&world, &asha).await[0].files.is_empty(), "not before its hour");
        to(&world, 4, 6);
        work(&world).await;
        work(&world).await;
        let line = mine(&world, &asha).await.remove(0);
        assert_eq!(line.files.len(), 1);
        assert_eq!(letters(&world, &asha).await, ["Your report is ready: Who is out"]);
        let file = line.files[0].file;
        let held = world.asked(asha.clone(), &FileOf { file }).await;
        assert_eq!(held.text, "/o/RX1/people.csv?state=disabled\r\nCole,Ben");
        assert_eq!(line.files[0].size, held.text.len() as i64);
        // A service that was down for a week makes one file and not seven; five are kept.
        to(&world, 12, 9);
        work(&world).await;
        assert_eq!(outcomes(&world, &asha).await.len(), 2);
        for day in [13, 14, 15, 18, 19] {
            to(&world, day, 7);
            work(&world).await;
        }
        assert_eq!(outcomes(&world, &asha).await.len(), 5);
        assert_eq!(world.not_asked(asha, &FileOf { file }).await, "not-found", "too old");
    });
}

#[test]
fn a_report_is_its_owners_alone_and_goes_with_them() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let (asha, ben) = (Actor::Account(account), Actor::Account(world.person("Ben Cole", rx1)));
        answers(account, Rendered::Made("secret".to_owned()));
        let schedule = world.done(asha.clone(), of_people(Every::Monday)).await.schedule;
        to(&world, 4, 6);
        work(&world).await;
        let file = mine(&world, &asha).await[0].files[0].file;
        assert!(mine(&world, &ben).await.is_empty());
        assert_eq!(world.not_asked(ben.clone(), &FileOf { file }).await, "not-found");
        let change = |schedule| ChangeSchedule { schedule, name: "x".into(), every: Every::Month };
        assert_eq!(world.refused(ben.clone(), change(schedule)).await, "not-found");
        assert_eq!(world.refused(ben, EndSchedule { schedule }).await, "not-found");
        assert_eq!(world.refused(asha.clone(), change(Uuid::nil())).await, "not-found");
        world.note(AccountErased { account, organisation: rx1 }).await;
        work(&world).await;
        assert!(mine(&world, &asha).await.is_empty());
        assert_eq!(left(&world).await.0, 0, "no file is left behind");
    });
}

#[test]
fn trouble_is_told_once_and_ends_by_itself() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let asha = Actor::Account(account);
        let largest = usize::try_from(LARGEST.default).expect("a size") << 20;
        world.done(asha.clone(), of_people(Every::WorkingDay)).await;
        let days = [
            (4, Some(Rendered::Refused), Outcome::Refused),
            (5, Some(Rendered::Refused), Outcome::Refused),
            (6, Some(Rendered::Made("a".repeat(largest + 1))), Outcome::TooLarge),
            (7, None, Outcome::Failed),
            (8, Some(Rendered::Made("Cole,Ben".to_owned())), Outcome::Made),
        ];
        for (day, answer, outcome) in days {
            match answer {
                Some(answer) => answers(account, answer),
                None => drop(LISTS.lock().remove(&account.0)),
            }
            to(&world, day, 6);
            for _ in 0..6 {
                work(&world).await;
                world.advance(Duration::from_secs(60));
            }
            assert_eq!(outcomes(&world, &asha).await[0], outcome, "{day}");
        }
        let told = letters(&world, &asha).await;
        let not_made = told.iter().filter(|subject| subject.contains("could not")).count();
        assert_eq!((told.len(), not_made), (4, 3), "{told:?}");
    });
}

#[test]
fn a_change_counts_from_then_on_and_an_end_ends() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let asha = Actor::Account(account);
        answers(account, Rendered::Made("Cole,Ben".to_owned()));
        let schedule = world.done(asha.clone(), of_people(Every::Monday)).await.schedule;
        let change = ChangeSchedule { schedule, name: "Out".to_owned(), every: Every::Tuesday };
        world.done(asha.clone(), change).await;
        to(&world, 4, 12);
        work(&world).await;
        assert!(mine(&world, &asha).await[0].files.is_empty(), "Monday is over");
        to(&world, 5, 6);
        work(&world).await;
        assert_eq!(outcomes(&world, &asha).await, [Outcome::Made]);
        world.done(asha.clone(), EndSchedule { schedule }).await;
        assert!(mine(&world, &asha).await.is_empty());
        to(&world, 19, 12);
        work(&world).await;
        assert_eq!(left(&world).await, (0, 0), "nothing goes on");
    });
}

#[test]
fn a_job_that_is_repeated_makes_nothing_twice() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let asha = Actor::Account(account);
        answers(account, Rendered::Made("Cole,Ben".to_owned()));
        world.done(asha.clone(), of_people(Every::Monday)).await;
        let mut reader = world.door.reader().await.expect("a reader");
        let job = store::first_job(&mut reader).await.expect("jobs").expect("one job");
        drop(reader);
        to(&world, 4, 6);
        for _ in 0..3 {
            handlers()["report"](world.door.clone(), job.clone()).await.expect("done");
        }
        assert_eq!(outcomes(&world, &asha).await.len(), 1);
        assert_eq!(letters(&world, &asha).await.len(), 1);
        assert_eq!(left(&world).await, (1, 2), "this job and the next");
    });
}

#[test]
fn names_and_addresses_are_bounded() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        for name in ["", " ", "a\u{7}b", &"a".repeat(61)] {
            let schedule = Schedule { name: name.to_owned(), ..of_people(Every::Month) };
            assert_eq!(world.refused(asha.clone(), schedule).await, "report.name", "{name:?}");
        }
        for file in
            ["/o/RX1/people", "https://evil.example/a.csv", "/o/../me/looked.csv", "/me/looked.csv"]
        {
            let schedule = Schedule { file: file.to_owned(), ..of_people(Every::Month) };
            assert_eq!(world.refused(asha.clone(), schedule).await, "report.address", "{file}");
        }
        assert!(
            is_file("/national/joining.csv", "turn=operator") && !is_file("/o/RX1/a.csv", "a#b")
        );
        for _ in 0..20 {
            world.done(asha.clone(), of_people(Every::Month)).await;
        }
        assert_eq!(world.refused(asha, of_people(Every::Month)).await, "report.too-many");
    });
}

#[test]
fn a_report_is_scheduled_changed_downloaded_and_ended_on_the_pages() {
    run(|world| async move {
        let rx1 = world.organisation("RX1").await;
        let account = world.person("Asha Rao", rx1);
        let asha = Actor::Account(account);
        answers(account, Rendered::Made("Cole,Ben".to_owned()));
        let visit = |at: String, form: Option<String>| {
            let (world, asha) = (world.clone(), asha.clone());
            async move { testkit::visit(&world, portal::routes(), &asha, &at, form.as_deref()).await }
        };
        let (_, page) = visit("/me/reports".into(), None).await;
        assert!(page.contains("No scheduled reports yet"));
        let offer =
            portal::offer("People of A & B", "/o/RX1/people.csv?search=a%20b&state=disabled");
        let (status, page) = visit(offer.href.clone(), None).await;
        assert!(status == StatusCode::OK && page.contains("People of A &amp; B, RX1"), "{page}");
        assert!(page.contains("search=a%20b&amp;state=disabled"), "{page}");
        assert_eq!(visit("/me/reports/new?file=/me".into(), None).await.0, StatusCode::NOT_FOUND);
        let kept = "file=%2Fo%2FRX1%2Fpeople.csv&query=state%3Ddisabled&every=monday&name=";
        let (status, page) = visit("/me/reports".into(), Some(kept.into())).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#name\"") && page.contains("value=\"state=disabled\""));
        let (status, at) = visit("/me/reports".into(), Some(format!("{kept}Out"))).await;
        assert_eq!((status, at.as_str()), (StatusCode::SEE_OTHER, "/me/reports"));
        to(&world, 4, 6);
        work(&world).await;
        let line = mine(&world, &asha).await.remove(0);
        let (_, page) = visit("/me/reports".into(), None).await;
        assert!(page.contains("Every Monday") && page.contains("Download as CSV, made"), "{page}");
        assert!(page.contains("href=\"/o/RX1/people?state=disabled\""), "{page}");
        let at = format!("/me/reports/{}/{}/report.csv", line.schedule, line.files[0].file);
        let (status, text) = visit(at.clone(), None).await;
        assert!(status == StatusCode::OK && text.ends_with("Cole,Ben"), "{text}");
        LATE.lock().insert(account.0);
        let (status, text) = visit(at, None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "a browser left open: {text}");
        LATE.lock().remove(&account.0);
        let here = format!("/me/reports/{}", line.schedule);
        let (_, page) =
            visit(here.clone(), Some("act=change&version=1&every=month&name=".into())).await;
        assert!(page.contains(&format!("href=\"#name-{}\"", line.schedule)), "{page}");
        let change = "act=change&version=1&every=month&name=Monthly";
        assert_eq!(visit(here.clone(), Some(change.into())).await.0, StatusCode::SEE_OTHER);
        assert_eq!(
            visit(here.clone(), Some(change.into())).await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
        assert_eq!(visit(here, Some("act=end&version=2".into())).await.0, StatusCode::SEE_OTHER);
        assert!(mine(&world, &asha).await.is_empty());
    });
}

proptest! {
    #[test]
    fn the_next_day_is_the_first_that_fits(
        hours in 0_i64..24 * 800,
        hour in 0_i8..24,
        every in prop::sample::select(Every::ALL.to_vec()),
    ) {
        let zone = london();
        let after = Timestamp::from_micros(1_798_891_200_000_000 + hours * 3_600_000_000);
        let next = every.next(after, hour, &zone).expect("a day");
        prop_assert!(next > after);
        // By looking at every quarter of an hour between the two, as a clock on the wall shows it.
        let wall = |at: i64| {
            let at = jiff::Timestamp::from_microsecond(at).expect("a moment");
            at.in_tz("Europe/London").expect("a zone")
        };
        let is_due = |at: i64| {
            let wall = wall(at);
            let is_day = match every {
                Every::WorkingDay => wall.weekday().to_monday_one_offset() <= 5,
                Every::Month => wall.day() == 1,
                other => {
                    let day = usize::try_from(wall.weekday().to_monday_one_offset()).expect("a number");
                    Every::ALL.get(day) == Some(&other)
                }
            };
            is_day && wall.hour() == hour && wall.minute() == 0
        };
        // The hour that the clocks skip is the one after; the hour that they repeat counts once.
        let skipped = wall(next.micros()).hour() != hour;
        prop_assert!(skipped || is_due(next.micros()));
        let mut at = after.micros() + 1;
        at += (900_000_000 - at.rem_euclid(900_000_000)) % 900_000_000;
        while at < next.micros() {
            let first = !is_due(at - 3_600_000_000) || hour != wall(at - 3_600_000_000).hour();
            prop_assert!(!(is_due(at) && first), "{} was passed over", wall(at));
            at += 900_000_000;
        }
    }
}
