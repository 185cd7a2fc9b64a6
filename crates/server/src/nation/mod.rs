//! A fictional nation for demonstrations and load tests: organisations and the people in them.
//!
//! `demo` and `generate` use it. [`plan`] says how many of what; [`NationPlan::people_of`] names
//! the people of one organisation. All of it follows from the number of people and a seed: the
//! same two give the same nation on every machine, and the people of one organisation can be
//! drawn without drawing anybody else's.
//!
//! Invariants, for any number of people from 30 on:
//! * at least two trusts, one commissioner with three practices under it, and one closed
//!   organisation; everybody works in an open one, and every open one has somebody;
//! * the people of all organisations add up to the number asked for, exactly;
//! * codes, names and short names never repeat;
//! * parents stand before their children, so a plan can be carried out in order.
//!
//! Below 30 the same organisations exist, some of them without people.
//!
//! Nothing here is real. Places are put together from invented beginnings and ordinary
//! endings. Codes begin with `XX`, which no code of the national register does. Names of people
//! are common ones mixed at random.
//!
//! It stores nothing, knows no clock and no outside randomness, and forms no addresses.

mod build;
mod jobs;
mod lives;
mod name_lists;
mod names;
mod places;
mod sequence;

#[cfg(test)]
mod tests;

use self::sequence::Sequence;

pub use self::build::{ORGANISATIONS_AT_LEAST, plan, plan_of};
pub use self::lives::{Life, PlannedLife};

/// A nation: its organisations, and through them its people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NationPlan {
    /// Seed everything was drawn from.
    pub seed: u64,
    /// Organisations, parents before children.
    pub organisations: Vec<PlannedOrganisation>,
}

/// One organisation of the nation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOrganisation {
    /// Register-like code: capital letters and digits, beginning with `XX`.
    pub code: String,
    /// Legal name.
    pub name: String,
    /// Name for use as a prefix: at most 40 letters, digits, spaces and hyphens.
    pub short_name: String,
    /// What kind of organisation it is.
    pub kind: PlannedKind,
    /// Whether it works or has closed.
    pub standing: Standing,
    /// Place in the list of the organisation above it.
    pub parent: Option<usize>,
    /// Town it is in.
    pub town: String,
    /// People who work in it.
    pub people: usize,
}

/// Kinds of organisation in the nation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlannedKind {
    /// Hospitals, mental health, community or ambulance services.
    Trust,
    /// The body above the practices and pharmacies of an area.
    Commissioner,
    /// A general practice.
    Practice,
    /// A community pharmacy.
    Pharmacy,
}

/// Whether an organisation works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It works.
    Open,
    /// It has closed; nobody works there.
    Closed,
}

/// One person of the nation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PlannedPerson {
    /// Given name, or several.
    pub given: String,
    /// Family name, or several.
    pub family: String,
    /// What they work as.
    pub job_title: &'static str,
}

/// Apart from the names, so that what is drawn about lives changes nobody's name.
const LIVES: u64 = 1 << 32;

impl NationPlan {
    /// How many people live in the plan.
    pub fn people(&self) -> usize {
        self.organisations.iter().map(|organisation| organisation.people).sum()
    }

    /// The people of the organisation at this place in the list, in an order that never
    /// changes; nobody for a place outside the list.
    pub fn people_of(&self, organisation: usize) -> impl Iterator<Item = PlannedPerson> + use<> {
        let planned = self.organisations.get(organisation);
        let (people, kind) =
            planned.map_or((0, PlannedKind::Trust), |planned| (planned.people, planned.kind));
        let mut sequence = Sequence::new(self.seed).branch(organisation as u64 + 1);
        (0..people).map(move |_| {
            let (given, family) = names::person(&mut sequence);
            PlannedPerson { given, family, job_title: jobs::title(kind, &mut sequence) }
        })
    }

    /// The lives of the people of the organisation at this place in the list, in the order of
    /// [`NationPlan::people_of`].
    pub fn lives_of(&self, organisation: usize) -> impl Iterator<Item = PlannedLife> + use<> {
        let people = self.organisations.get(organisation).map_or(0, |planned| planned.people);
        let mut sequence = Sequence::new(self.seed).branch(LIVES + organisation as u64);
        (0..people).map(move |_| lives::life(&mut sequence))
    }
}
