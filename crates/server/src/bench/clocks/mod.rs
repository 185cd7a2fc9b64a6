//! The clocks of the lifecycle in simulated time: what the service does to a great many people over years, beside a
//! second reckoning of what it has to do.
//!
//! Everything goes through the door of a real database, with the clock moved by hand. Each day a few people leave,
//! are claimed, blocked, deleted, restored, held and released, at moments that are drawn; the clocks run; and each
//! one who should have changed is looked at, with the number of acts, so that a change too many is found as well as
//! one too few. Now and then everybody is looked at. The first difference ends the run with what happened to that
//! person.

mod calendar;
mod draw;
mod model;
mod person;

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use directory::people::{
    AcceptJoiner, ActivityEntry, ActivityKind, CancelLeaver, CreatePerson, DeletePerson,
    DisablePerson, DismissNight, EnablePerson, HoldPerson, HoldsOfPerson, Leaving, MarkLeaver,
    NightsOfOrganisation, PersonById, RecordActivity, ReleaseHold, ReleaseNight, RestorePerson,
    jobs,
};
use directory::transfers::TransferPerson;
use kernel::clock::{Clock, Timestamp};
use kernel::door::{Actor, Call, Command, Door, Face};
use kernel::ids::AccountId;
use kernel::refusal::Error;
use serde::Serialize;
use tokio::task::JoinSet;

use calendar::{civil, day_number, end_of_day_in_london};
use draw::Draw;
use model::{At, DAY, Decision, Event, State, World};

/// How much is simulated.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// People at the start.
    pub people: usize,
    /// Organisations that they are spread over.
    pub organisations: usize,
    /// Days of 24 hours.
    pub days: i64,
    /// How often a day the clocks run.
    pub runs_a_day: i64,
    /// What is drawn follows from it.
    pub seed: u64,
}

impl Plan {
    /// The beginning of 1 January 2027.
    pub const START: Timestamp = Timestamp::from_micros(1_798_761_600_000_000);
}

/// What was simulated without a difference.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Simulated {
    /// What is drawn follows from it.
    pub seed: u64,
    /// People at the start.
    pub people: usize,
    /// Days of 24 hours.
    pub days: i64,
    /// Acts that were asked for and done.
    pub done: usize,
    /// Acts that were asked for and refused, as they had to be.
    pub refused: usize,
    /// Acts of the clocks.
    pub by_clock: usize,
    /// Nights that were held.
    pub nights: usize,
    /// Looks at one person, all of them as reckoned.
    pub looks: usize,
    /// People in each state at the end: active, disabled, deleted, erased.
    pub at_the_end: [usize; 4],
    /// People under a legal hold at the end.
    pub held: usize,
}

/// People created at a time.
const CREATING: usize = 32;
/// Days between two looks at everybody.
const LOOK_AT_ALL: i64 = 182;
/// Most organisations with an activity feed.
const FED: usize = 3;
/// Least and most minutes between the beginning of a day and its first run.
const FIRST_RUN: At = 30 * 60 * 1_000_000;

struct Simulation<'a> {
    door: &'a Door,
    clock: &'a Clock,
    plan: Plan,
    draw: Draw,
    world: World,
    ids: Vec<AccountId>,
    out: Simulated,
}

/// Simulates, and ends with an error at the first difference. The door's installation is empty and on London's time.
pub async fn clocks(door: &Door, clock: &Clock, plan: Plan) -> anyhow::Result<Simulated> {
    let now = clock.now().micros();
    for place in 0..plan.organisations {
        crate::demo::open_one(door, &code(place), &format!("Clock Hospital {place}")).await?;
    }
    let places: Vec<usize> = (0..plan.people).map(|who| who % plan.organisations).collect();
    let ids = create(door, &places).await?;
    let out =
        Simulated { seed: plan.seed, people: plan.people, days: plan.days, ..Simulated::default() };
    let mut simulation = Simulation {
        door,
        clock,
        plan,
        draw: Draw::new(plan.seed),
        world: World::new(&places, plan.organisations, now),
        ids,
        out,
    };
    let start = now - now.rem_euclid(DAY);
    for day in 1..=plan.days {
        simulation.day(start + day * DAY, day).await?;
        if day % LOOK_AT_ALL == 0 || day == plan.days {
            simulation.look_at_all().await?;
        }
    }
    Ok(simulation.finish())
}

fn code(place: usize) -> String {
    format!("XK{place:04}")
}

/// A number in letters, because names hold no digits.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

async fn create(door: &Door, places: &[usize]) -> anyhow::Result<Vec<AccountId>> {
    let mut ids = vec![AccountId(uuid::Uuid::nil()); places.len()];
    let mut creating = JoinSet::new();
    for share in 0..CREATING {
        let own: Vec<(usize, usize)> =
            places.iter().copied().enumerate().skip(share).step_by(CREATING).collect();
        let door = door.clone();
        creating.spawn(async move {
            let mut created = Vec::with_capacity(own.len());
            for (who, place) in own {
                let new = CreatePerson {
                    organisation: code(place),
                    given_name: format!("Person{}", letters(who)),
                    family_name: format!("Of{}", letters(place)),
                    ..CreatePerson::default()
                };
                let call = door.call(Actor::Operator("bench".to_owned()), Face::Cli);
                created.push((who, door.perform(call, new).await?.output.id));
            }
            Ok::<_, Error>(created)
        });
    }
    while let Some(created) = creating.join_next().await {
        for (who, id) in created?.map_err(|error| anyhow::anyhow!("{error}"))? {
            ids[who] = id;
        }
    }
    Ok(ids)
}

impl Simulation<'_> {
    fn call(&self) -> Call {
        self.door.call(Actor::Operator("bench".to_owned()), Face::Cli)
    }

    fn now(&self) -> At {
        self.clock.now().micros()
    }

    /// Moves the clock to a moment; never back.
    fn until(&self, at: At) {
        let by = u64::try_from(at - self.now()).unwrap_or(0);
        self.clock.advance(Duration::from_micros(by));
    }

    async fn day(&mut self, midnight: At, day: i64) -> anyhow::Result<()> {
        let mut runs: Vec<At> = (0..self.plan.runs_a_day)
            .map(|run| midnight + FIRST_RUN + run * (DAY / self.plan.runs_a_day))
            .collect();
        runs.push(midnight + DAY);
        for pair in runs.windows(2) {
            self.until(pair[0]);
            self.run().await?;
            // Between the runs, in the order of their moments.
            let mut moments = self.moments(pair[0], pair[1]);
            if pair[0] == runs[0] {
                moments.push((pair[0] + 1 + self.draw.below(3_600) as At * 1_000_000, What::Feed));
            }
            moments.sort_unstable_by_key(|(at, _)| *at);
            for (at, what) in moments {
                self.until(at);
                self.what(what, day).await?;
            }
        }
        if !self.door.database().seals_in_commit() {
            crate::run::seal_all(self.door).await;
        }
        Ok(())
    }

    /// What happens between two runs.
    fn moments(&mut self, from: At, to: At) -> Vec<(At, What)> {
        let mut moments = Vec::new();
        // About a third of all people have something happen to them in a year; more of a few.
        let often = (self.plan.people * 35 / 100).max(self.plan.people.min(300));
        let a_span = 365 * self.plan.runs_a_day as usize;
        let span = usize::try_from(to - from - 2).unwrap_or(1);
        let mut rest = often % a_span;
        let mut count = often / a_span;
        rest = usize::from(self.draw.below(a_span) < rest);
        count += rest;
        for _ in 0..count {
            let at = from + 1 + self.draw.below(span) as At;
            moments.push((at, What::Somebody));
        }
        let rare = 10_000 / (20 * self.plan.runs_a_day as usize);
        if self.draw.happens(rare) {
            moments.push((from + 1 + self.draw.below(span) as At, What::Exodus));
        }
        if self.draw.happens(6_000) {
            moments.push((from + 1 + self.draw.below(span) as At, What::Decide));
        }
        moments
    }

    async fn what(&mut self, what: What, day: i64) -> anyhow::Result<()> {
        match what {
            What::Somebody => {
                let who = self.draw.below(self.plan.people);
                let event = self.event(who);
                self.ask(who, event).await
            }
            What::Exodus => self.exodus().await,
            What::Decide => self.decide().await,
            What::Feed => self.feed(day).await,
        }
    }

    /// Something that could happen to somebody, often what fits them.
    fn event(&mut self, who: usize) -> Event {
        let person = &self.world.people[who];
        let (state, leaves, holds) = (person.state, person.leaver.is_some(), person.holds);
        let to = self.draw.below(self.plan.organisations);
        let today = self.now().div_euclid(DAY);
        if holds > 0 && self.draw.happens(3_000) {
            return Event::Release;
        }
        if leaves && self.draw.happens(6_000) {
            return if self.draw.happens(6_000) { Event::Claim(to) } else { Event::Cancel };
        }
        if state == State::Disabled && self.draw.happens(2_500) {
            return Event::Enable;
        }
        if state == State::Deleted && self.draw.happens(4_000) {
            return Event::Restore;
        }
        match self.draw.below(100) {
            0..30 => Event::Moves,
            30..48 => {
                // Often on one of the days on which the clocks of London change, or just before.
                let (year, month, _) = civil(today);
                let change = match month {
                    1..=3 => day_number(year, 3, 25),
                    6..=10 => day_number(year, 10, 25),
                    _ => today,
                };
                let day = (change + self.draw.below(9) as At).clamp(today, today + 360);
                let day =
                    if self.draw.happens(5_000) { day } else { today + self.draw.below(120) as At };
                Event::Leaves(end_of_day_in_london(day))
            }
            48..53 => Event::Now,
            53..56 => Event::Cancel,
            56..59 => Event::Claim(to),
            59..66 => Event::Transfer(to),
            66..80 => Event::Disable,
            80..83 => Event::Enable,
            83..89 => Event::Delete,
            89..93 => Event::Restore,
            _ => Event::Hold,
        }
    }

    /// Many of one organisation leave at once.
    async fn exodus(&mut self) -> anyhow::Result<()> {
        let place = self.draw.below(self.plan.organisations);
        let members = self.world.members(place).to_vec();
        for who in members.into_iter().take(9) {
            self.ask(who, Event::Moves).await?;
        }
        Ok(())
    }

    /// Somebody looks at the lists that wait.
    async fn decide(&mut self) -> anyhow::Result<()> {
        for place in 0..self.plan.organisations {
            if !self.world.waits(place) || self.draw.happens(3_000) {
                continue;
            }
            let query = NightsOfOrganisation { organisation: Some(code(place)) };
            let nights = self.door.ask(&self.call(), &query).await.map_err(told)?;
            let night = nights.first().context("a list that waits is not there")?;
            ensure!(night.state == "waiting", "the list of {} is {}", code(place), night.state);
            let (id, digest) = (night.night, night.digest.clone());
            let decision =
                if self.draw.happens(7_000) { Decision::Release } else { Decision::Dismiss };
            match decision {
                Decision::Release => {
                    self.door.perform(self.call(), ReleaseNight { night: id, digest }).await
                }
                Decision::Dismiss => {
                    self.door.perform(self.call(), DismissNight { night: id, digest }).await
                }
            }
            .map_err(told)?;
            self.world.decide(place, decision);
            self.out.done += 1;
        }
        Ok(())
    }

    /// The activity feed of some organisations speaks: most people were active, some never are, and some days it is
    /// silent.
    async fn feed(&mut self, day: i64) -> anyhow::Result<()> {
        if day % 200 < 12 {
            return Ok(());
        }
        let now = self.now();
        for place in 0..FED.min(self.plan.organisations / 3) {
            let members = self.world.members(place).to_vec();
            let mut entries = Vec::new();
            for who in members {
                if self.world.people[who].state == State::Erased {
                    continue;
                }
                let is_idle = who as i64 * 13 % 700 < day && (who as i64 * 7) % 3 == 0;
                let is_active = !is_idle && self.draw.happens(3_000);
                let at = is_active.then(|| now - self.draw.below(3_600) as At * 1_000_000);
                self.world.fed(who, at, now);
                entries.push(ActivityEntry {
                    account: self.ids[who],
                    at: at.map(Timestamp::from_micros),
                    kind: Some(ActivityKind::Use),
                });
            }
            for entries in entries.chunks(200) {
                let record = RecordActivity { entries: entries.to_vec() };
                self.door.perform(self.call(), record).await.map_err(told)?;
            }
        }
        Ok(())
    }

    /// Asks for it, and compares the answers.
    async fn ask(&mut self, who: usize, event: Event) -> anyhow::Result<()> {
        let now = self.now();
        let expected = self.world.event(who, &event, now);
        let answer = self.perform(who, &event).await?;
        if answer != expected.err() {
            return self.differs(who, &format!("{event:?} answered {answer:?}, not {expected:?}"));
        }
        match answer {
            None => self.out.done += 1,
            Some(_) => self.out.refused += 1,
        }
        self.look(who).await
    }

    async fn perform(&self, who: usize, event: &Event) -> anyhow::Result<Option<&'static str>> {
        let person = self.ids[who];
        let mark = |leaving, last_day| MarkLeaver { person, leaving, last_day };
        match event {
            Event::Moves => self.send(mark(Leaving::Moves, None)).await,
            Event::Leaves(end) => {
                let (year, month, day) = civil((end - 1).div_euclid(DAY));
                let day = format!("{year:04}-{month:02}-{day:02}");
                self.send(mark(Leaving::Leaves, Some(day))).await
            }
            Event::Now => self.send(mark(Leaving::Now, None)).await,
            Event::Cancel => self.send(CancelLeaver { person }).await,
            Event::Claim(to) => {
                self.send(AcceptJoiner { organisation: code(*to), person, unit: None }).await
            }
            Event::Transfer(to) => {
                self.send(TransferPerson { organisation: code(*to), person, unit: None, day: None })
                    .await
            }
            Event::Disable => self.send(DisablePerson { person, reason: None }).await,
            Event::Enable => self.send(EnablePerson { person }).await,
            Event::Delete => self.send(DeletePerson { person }).await,
            Event::Restore => self.send(RestorePerson { person }).await,
            Event::Hold => {
                let (reason, reference) = ("simulated".to_owned(), "S-1".to_owned());
                self.send(HoldPerson { person, reason, reference }).await
            }
            Event::Release => {
                let query = HoldsOfPerson { person };
                let holds = self.door.ask(&self.call(), &query).await.map_err(told)?;
                let hold = holds.first().context("a hold that stands is not there")?.hold;
                self.send(ReleaseHold { person, hold, reason: "simulated".to_owned() }).await
            }
        }
    }

    async fn send<C: Command>(&self, command: C) -> anyhow::Result<Option<&'static str>> {
        match self.door.perform(self.call(), command).await {
            Ok(_) => Ok(None),
            Err(Error::Refused(refusal)) => Ok(Some(refusal.code)),
            Err(error) => Err(told(error)),
        }
    }

    /// Runs the clocks, and looks at everybody whom they have to change.
    async fn run(&mut self) -> anyhow::Result<()> {
        let expected = self.world.run(self.now());
        let done = jobs::run_due(self.door).await.map_err(told)?;
        self.out.by_clock += done;
        self.out.nights += expected.held.len();
        for who in &expected.changed {
            self.look(*who).await?;
        }
        if done != expected.acts {
            self.look_at_all().await?;
            bail!(
                "The clocks did {done} acts at {} and not {}",
                self.clock.now().rfc3339(),
                expected.acts
            );
        }
        Ok(())
    }

    /// Compares somebody with what was reckoned.
    async fn look(&mut self, who: usize) -> anyhow::Result<()> {
        let query = PersonById { person: self.ids[who] };
        let record = self.door.ask(&self.call(), &query).await.map_err(told)?;
        let person = &self.world.people[who];
        let ends = [model::Why::Leave, model::Why::Lapse].map(|why| person.end(why));
        let end = ends.into_iter().flatten().min().map(|at| Timestamp::from_micros(at).rfc3339());
        let until = person.span.filter(|_| person.state == State::Deleted);
        let until = until.map(|span| Timestamp::from_micros(span.until).rfc3339());
        let found = (
            record.state.name(),
            record.organisation.as_str(),
            record.clock.as_ref().map(|clock| clock.at.as_str()),
            record.restorable_until.as_deref(),
            record.held_since.as_deref(),
        );
        let organisation = code(person.organisation);
        let held = person.held.map(|at| Timestamp::from_micros(at).rfc3339());
        let reckoned = (
            person.state.name(),
            organisation.as_str(),
            end.as_deref(),
            until.as_deref(),
            held.as_deref(),
        );
        if found != reckoned {
            return self.differs(who, &format!("{found:?}, not {reckoned:?}"));
        }
        if record.address.is_empty() != (person.state == State::Erased) {
            return self.differs(who, "the address is not as it has to be");
        }
        self.out.looks += 1;
        Ok(())
    }

    async fn look_at_all(&mut self) -> anyhow::Result<()> {
        for who in 0..self.plan.people {
            self.look(who).await?;
        }
        Ok(())
    }

    fn differs(&self, who: usize, what: &str) -> anyhow::Result<()> {
        let log: Vec<String> = self.world.people[who]
            .log
            .iter()
            .map(|(at, what)| format!("  {} {what}", Timestamp::from_micros(*at).rfc3339()))
            .collect();
        bail!(
            "Seed {}, {}: person {who} is otherwise than reckoned: {what}\n{}",
            self.plan.seed,
            self.clock.now().rfc3339(),
            log.join("\n")
        )
    }

    fn finish(mut self) -> Simulated {
        let states = [State::Active, State::Disabled, State::Deleted, State::Erased];
        self.out.at_the_end =
            states.map(|state| self.world.people.iter().filter(|p| p.state == state).count());
        self.out.held = self.world.people.iter().filter(|p| p.held.is_some()).count();
        self.out
    }
}

/// Something that happens at a moment.
#[derive(Clone, Copy, Debug)]
enum What {
    Somebody,
    Exodus,
    Decide,
    Feed,
}

fn told(error: impl std::fmt::Display) -> anyhow::Error {
    anyhow::anyhow!("{error}")
}
