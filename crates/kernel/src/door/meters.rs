//! What the door counts of itself while a process runs, for those who watch it.
//!
//! Labels are names that stand in this program (a command, a face, how it ended): no person, no organisation, no value.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::refusal::{Error, Kind};

/// `command` or `query`, and how it ended.
type Ended = [(&'static str, &'static str); 2];
/// The face through which it came.
type Through = [(&'static str, &'static str); 1];
type Times = Family<Through, Histogram, fn() -> Histogram>;

/// Upper bounds in seconds: below a millisecond nobody cares, above ten something is broken.
const BOUNDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Counters of one door; clones count into the same ones.
#[derive(Clone)]
pub struct Meters {
    acts: Family<Ended, Counter>,
    act_times: Times,
    questions: Family<Ended, Counter>,
    question_times: Times,
}

impl Default for Meters {
    fn default() -> Self {
        let times = || Times::new_with_constructor(|| Histogram::new(BOUNDS));
        Self {
            acts: Family::default(),
            act_times: times(),
            questions: Family::default(),
            question_times: times(),
        }
    }
}

impl Meters {
    /// Puts them into a registry, under their names.
    pub fn register(&self, registry: &mut Registry) {
        registry.register("acts", "Commands, by name and how they ended", self.acts.clone());
        registry.register_with_unit(
            "act",
            "From asking to the durable answer, by the face that asked",
            Unit::Seconds,
            self.act_times.clone(),
        );
        registry.register(
            "questions",
            "Queries, by name and how they ended",
            self.questions.clone(),
        );
        registry.register_with_unit(
            "question",
            "From asking a query to its answer, by the face that asked",
            Unit::Seconds,
            self.question_times.clone(),
        );
    }

    pub(super) fn act(
        &self,
        command: &'static str,
        face: &'static str,
        ended: &'static str,
        took: Duration,
    ) {
        self.acts.get_or_create(&[("command", command), ("outcome", ended)]).inc();
        self.act_times.get_or_create(&[("face", face)]).observe(took.as_secs_f64());
    }

    pub(super) fn question(
        &self,
        query: &'static str,
        face: &'static str,
        ended: &'static str,
        took: Duration,
    ) {
        self.questions.get_or_create(&[("query", query), ("outcome", ended)]).inc();
        self.question_times.get_or_create(&[("face", face)]).observe(took.as_secs_f64());
    }
}

/// How something ended that was not done.
pub(super) fn not_done(error: &Error) -> &'static str {
    match error {
        Error::Refused(refusal) if refusal.kind == Kind::Unavailable => "unavailable",
        Error::Refused(_) => "refused",
        Error::Fault(_) => "failed",
    }
}
