//! What must be true of everybody, worked out a second time from the events alone, in memory and in other words than
//! the product's: the oracle of the simulation.

/// Microseconds since 1970.
pub(super) type At = i64;
/// A day of 24 hours.
pub(super) const DAY: At = 86_400_000_000;

pub(super) const LEAVER: At = 30 * DAY;
pub(super) const RESTORE: At = 30 * DAY;
pub(super) const DISABLED: At = 548 * DAY;
const WITHHELD: At = 730 * DAY;
pub(super) const QUIET: At = 60 * DAY;
const FRESH: At = 2 * DAY;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Active,
    Disabled,
    Deleted,
    Erased,
}

impl State {
    pub(super) const fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::Disabled)
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
            Self::Erased => "erased",
        }
    }
}

/// A span that ends by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) since: At,
    pub(super) until: At,
}

impl Span {
    /// After a stop: with what was left.
    pub(super) fn resumed(self, stopped: At, now: At) -> Self {
        let left = self.until - stopped.max(self.since);
        Self { until: (now + left).max(now + DAY), ..self }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) organisation: usize,
    pub(super) state: State,
    pub(super) was_disabled: bool,
    /// Disabled by the clock of a leaver.
    pub(super) is_blocked: bool,
    /// Leaves, and whether somebody can claim them.
    pub(super) leaver: Option<(Span, bool)>,
    /// The end of being disabled, deleted or, for the addresses, erased.
    pub(super) span: Option<Span>,
    pub(super) held: Option<At>,
    pub(super) holds: usize,
    pub(super) quiet: At,
    pub(super) fed: Option<At>,
    pub(super) log: Vec<(At, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Leave,
    Lapse,
    Quiet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decision {
    Release,
    Dismiss,
}

#[derive(Clone, Debug)]
struct Night {
    list: Vec<(usize, Why, At)>,
    /// When it was made, and the end of its day.
    day: Span,
    decided: Option<Decision>,
}

#[derive(Clone, Copy, Debug)]
struct Coverage {
    measured: At,
    people: usize,
    covered: usize,
    fed: At,
}

#[derive(Clone, Debug, Default)]
struct Organisation {
    night: Option<Night>,
    /// The day, how many there were, how many went.
    day: Option<(At, usize, usize)>,
    coverage: Option<Coverage>,
    is_fed: bool,
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub(super) enum Event {
    Moves,
    /// The end of the last day.
    Leaves(At),
    Now,
    Cancel,
    Claim(usize),
    Transfer(usize),
    Disable,
    Enable,
    Delete,
    Restore,
    Hold,
    Release,
}

/// Everybody.
pub(super) struct World {
    pub(super) people: Vec<Person>,
    organisations: Vec<Organisation>,
    /// Who belongs to each organisation.
    members: Vec<Vec<usize>>,
    looked: Option<At>,
}

/// What one run of the clocks did.
#[derive(Debug, Default)]
pub(super) struct Ran {
    pub(super) acts: usize,
    pub(super) changed: Vec<usize>,
    pub(super) held: Vec<usize>,
}

impl World {
    pub(super) fn new(places: &[usize], organisations: usize, now: At) -> Self {
        let person = |organisation: &usize| Person {
            organisation: *organisation,
            state: State::Active,
            was_disabled: false,
            is_blocked: false,
            leaver: None,
            span: None,
            held: None,
            holds: 0,
            quiet: now,
            fed: None,
            log: Vec::new(),
        };
        let mut members = vec![Vec::new(); organisations];
        for (who, place) in places.iter().enumerate() {
            members[*place].push(who);
        }
        Self {
            people: places.iter().map(person).collect(),
            organisations: vec![Organisation::default(); organisations],
            members,
            looked: None,
        }
    }

    /// What the event answers: nothing if it is done, else the code of the refusal.
    pub(super) fn event(&mut self, who: usize, event: &Event, now: At) -> Result<(), &'static str> {
        let from = self.people[who].organisation;
        let answer = self.people[who].event(event, now);
        let to = self.people[who].organisation;
        if from != to {
            self.members[from].retain(|member| *member != who);
            self.members[to].push(who);
        }
        let said = answer.err().unwrap_or("done");
        self.people[who].log.push((now, format!("{event:?}: {said}")));
        answer
    }

    /// The feed speaks of somebody.
    pub(super) fn fed(&mut self, who: usize, active: Option<At>, now: At) {
        let person = &mut self.people[who];
        self.organisations[person.organisation].is_fed = true;
        person.fed = Some(now);
        if let Some(at) = active {
            person.quiet = person.quiet.max(at);
        }
    }

    /// Whether a list of the organisation waits.
    pub(super) fn waits(&self, organisation: usize) -> bool {
        matches!(&self.organisations[organisation].night, Some(night) if night.decided.is_none())
    }

    pub(super) fn decide(&mut self, organisation: usize, decision: Decision) {
        if let Some(night) = &mut self.organisations[organisation].night {
            night.decided = Some(decision);
        }
    }

    /// One run of the clocks.
    pub(super) fn run(&mut self, now: At) -> Ran {
        let mut ran = Ran::default();
        self.settle(now, &mut ran);
        let mut verdicts = vec![None; self.organisations.len()];
        let mut over: Vec<(At, usize, Why)> = Vec::new();
        for why in [Why::Leave, Why::Lapse] {
            let mut some: Vec<_> = (0..self.people.len())
                .filter(|who| self.people[*who].held.is_none())
                .filter_map(|who| self.people[who].end(why).map(|at| (at, who, why)))
                .filter(|(at, _, _)| *at <= now)
                .collect();
            some.sort_unstable_by_key(|(at, who, _)| (*at, *who));
            over.extend(some);
        }
        for (_, who, _) in over {
            // One clock may have deleted somebody whose other clock is over too.
            if self.people[who].state.is_live() {
                self.try_delete(who, now, &mut verdicts, &mut ran);
            }
        }
        self.quiet(now, &mut verdicts, &mut ran);
        for who in 0..self.people.len() {
            let person = &mut self.people[who];
            let is_kept =
                person.held.is_some() || self.organisations[person.organisation].night.is_some();
            if is_kept && person.may_be_blocked(now) {
                person.block(now);
                ran.acts += 1;
                ran.changed.push(who);
            }
        }
        for who in 0..self.people.len() {
            let person = &mut self.people[who];
            if person.held.is_some() || person.span.is_none_or(|span| span.until > now) {
                continue;
            }
            match person.state {
                State::Deleted => {
                    person.state = State::Erased;
                    person.span = Some(Span { since: now, until: now + WITHHELD });
                    person.log.push((now, "erased".to_owned()));
                }
                State::Erased => {
                    person.span = None;
                    person.log.push((now, "addresses released".to_owned()));
                }
                State::Active | State::Disabled => continue,
            }
            ran.acts += 1;
            ran.changed.push(who);
        }
        ran
    }

    /// Lists that were decided on.
    fn settle(&mut self, now: At, ran: &mut Ran) {
        for place in 0..self.organisations.len() {
            let Some(mut night) = self.organisations[place].night.take() else { continue };
            let Some(decision) = night.decided else {
                self.organisations[place].night = Some(night);
                continue;
            };
            let all = std::mem::take(&mut night.list);
            for (who, why, due) in all {
                if decision == Decision::Release && due > now {
                    night.list.push((who, why, due));
                    continue;
                }
                ran.acts += 1;
                ran.changed.push(who);
                let is_quiet = self.people[who].is_quiet(now);
                let person = &mut self.people[who];
                let is_theirs = person.organisation == place && person.state.is_live();
                match decision {
                    Decision::Release => {
                        let is_due = match why {
                            Why::Quiet => is_quiet,
                            why => person.end(why) == Some(due),
                        };
                        if is_theirs && is_due && person.held.is_none() {
                            person.delete(now, "deleted from a list");
                        }
                    }
                    Decision::Dismiss if is_theirs => person.spare(night.day, now),
                    Decision::Dismiss => {}
                }
            }
            if !night.list.is_empty() {
                self.organisations[place].night = Some(night);
            }
        }
    }

    fn try_delete(&mut self, who: usize, now: At, verdicts: &mut [Option<bool>], ran: &mut Ran) {
        let place = self.people[who].organisation;
        let may = match verdicts[place] {
            Some(may) => may,
            None => {
                let may = self.look(place, now, ran);
                verdicts[place] = Some(may);
                may
            }
        };
        if !may {
            return;
        }
        let people = self.count(place);
        let today = now.div_euclid(DAY);
        let day = &mut self.organisations[place].day;
        let (_, of, gone) = match *day {
            Some(known) if known.0 == today => known,
            _ => (today, people, 0),
        };
        if gone < allowed(of) {
            *day = Some((today, of, gone + 1));
            self.people[who].delete(now, "deleted by a clock");
            ran.acts += 1;
            ran.changed.push(who);
        } else {
            verdicts[place] = Some(self.look(place, now, ran));
        }
    }

    fn count(&self, place: usize) -> usize {
        self.of(place).filter(|person| person.state.is_live()).count()
    }

    fn of(&self, place: usize) -> impl Iterator<Item = &Person> {
        self.members[place].iter().map(|who| &self.people[*who])
    }

    /// The keys of those who belong there.
    pub(super) fn members(&self, place: usize) -> &[usize] {
        &self.members[place]
    }

    /// Whether the clocks may delete there; a list is made if it would be too many.
    fn look(&mut self, place: usize, now: At, ran: &mut Ran) -> bool {
        if self.organisations[place].night.is_some() {
            return false;
        }
        let today = now.div_euclid(DAY);
        let end = (today + 1) * DAY;
        let (of, gone) = match self.organisations[place].day {
            Some((day, of, gone)) if day == today => (of, gone),
            _ => (self.count(place), 0),
        };
        let mut list = Vec::new();
        for who in self.members[place].iter().copied() {
            let person = &self.people[who];
            if person.held.is_some() {
                continue;
            }
            let leave = person.end(Why::Leave).filter(|at| *at < end);
            let lapse = person.end(Why::Lapse).filter(|at| *at < end);
            let quiet = Some(person.quiet + QUIET)
                .filter(|at| *at < end && person.may_be_quiet() && self.feeds(place, person, now));
            let found = leave.map(|at| (Why::Leave, at)).or(lapse.map(|at| (Why::Lapse, at)));
            if let Some((why, at)) = found.or(quiet.map(|at| (Why::Quiet, at))) {
                list.push((who, why, at));
            }
        }
        if list.len() <= allowed(of).saturating_sub(gone) {
            return true;
        }
        for (who, why, _) in &list {
            self.people[*who].log.push((now, format!("on a list: {why:?}")));
        }
        self.organisations[place].night =
            Some(Night { list, day: Span { since: now, until: end }, decided: None });
        ran.held.push(place);
        false
    }

    /// Whether the feed of the organisation is good enough, and spoke of the person.
    fn feeds(&self, place: usize, person: &Person, now: At) -> bool {
        self.organisations[place].coverage.is_some_and(|coverage| {
            coverage.people > 0
                && coverage.covered * 100 >= 95 * coverage.people
                && coverage.measured >= now - FRESH
                && coverage.fed >= now - FRESH
        }) && person.fed.is_some_and(|fed| fed >= now - FRESH)
    }

    /// Once a day: who has been quiet for too long where a feed speaks.
    fn quiet(&mut self, now: At, verdicts: &mut [Option<bool>], ran: &mut Ran) {
        let today = now.div_euclid(DAY);
        if self.looked == Some(today) {
            return;
        }
        self.looked = Some(today);
        for place in 0..self.organisations.len() {
            if !self.organisations[place].is_fed {
                continue;
            }
            let active: Vec<&Person> =
                self.of(place).filter(|person| person.state == State::Active).collect();
            let fresh =
                active.iter().filter_map(|person| person.fed).filter(|fed| *fed >= now - FRESH);
            let (people, covered) = (active.len(), fresh.clone().count());
            let fed = fresh.max().unwrap_or(0);
            self.organisations[place].coverage =
                Some(Coverage { measured: now, people, covered, fed });
            for who in self.members[place].clone() {
                let person = &self.people[who];
                if person.held.is_none() && person.is_quiet(now) && self.feeds(place, person, now) {
                    self.try_delete(who, now, verdicts, ran);
                }
            }
        }
    }
}

/// A hundredth, and five at least.
fn allowed(people: usize) -> usize {
    (people / 100).max(5)
}
