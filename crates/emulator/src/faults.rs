//! Trouble on purpose: what a client must survive, in a script or by lot.
//!
//! A plan is data. Each rule names the requests it concerns, how many of them it lets pass first, how many it
//! hits, and what happens. Lots are drawn from the plan's seed, so a run can be repeated exactly.

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::throttle::Throttle;

/// What goes wrong.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaultPlan {
    /// Where the lots start.
    pub seed: u64,
    /// Looked at in order; the first that hits decides.
    pub rules: Vec<Rule>,
    /// Readers see what was true this long ago.
    pub replication_delay_milliseconds: u64,
    /// Quotas instead of those of the settings.
    pub throttle: Option<Throttle>,
}

/// One kind of trouble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The HTTP method; none means all.
    #[serde(default)]
    pub method: Option<String>,
    /// How the path begins, the version included; none means all. `*` stands for one segment.
    #[serde(default)]
    pub path: Option<String>,
    /// How many matching requests pass first.
    #[serde(default)]
    pub skip: u32,
    /// How many are hit; none means all that follow.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many of a hundred are hit, by lot.
    #[serde(default = "always")]
    pub percent: u8,
    /// What happens.
    pub effect: Effect,
}

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// It is refused and nothing is done.
    Fail {
        /// The HTTP status.
        status: u16,
        /// The code; none means the usual one for the status.
        #[serde(default)]
        code: Option<String>,
        /// The header `Retry-After` as it is to be sent; may be a fraction.
        #[serde(default)]
        retry_after: Option<String>,
    },
    /// It is done, and the connection closes without an answer.
    LoseAnswer,
    /// It is not done, and the connection closes without an answer.
    LoseRequest,
    /// It is done after a while.
    Delay {
        /// How long.
        milliseconds: u64,
    },
}

const fn always() -> u8 {
    100
}

impl Rule {
    /// A rule for every request, for ever.
    pub const fn of(effect: Effect) -> Self {
        Self { method: None, path: None, skip: 0, times: None, percent: 100, effect }
    }

    /// Only for this method and paths that begin like this.
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = Some(path.to_owned());
        self
    }

    /// Only the next so many.
    pub const fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    fn concerns(&self, method: &str, path: &str) -> bool {
        let is_prefix = |wanted: &str| {
            let mut found = path.split('/');
            wanted.trim_end_matches('/').split('/').all(|segment| {
                found
                    .next()
                    .is_some_and(|found| segment == "*" || found.eq_ignore_ascii_case(segment))
            })
        };
        self.method.as_deref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method))
            && self.path.as_deref().is_none_or(is_prefix)
    }
}

/// The plan in force, and how far it has gone.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Progress>);

#[derive(Debug, Default)]
struct Progress {
    plan: FaultPlan,
    /// How many requests each rule has met.
    met: Vec<u32>,
    lot: u64,
}

impl Faults {
    /// Puts a plan in force, from its beginning.
    pub fn set(&self, plan: FaultPlan) {
        *self.0.lock() = Progress { met: vec![0; plan.rules.len()], lot: plan.seed, plan };
    }

    /// Ends all trouble.
    pub fn clear(&self) {
        self.set(FaultPlan::default());
    }

    /// The plan in force.
    pub fn plan(&self) -> FaultPlan {
        self.0.lock().plan.clone()
    }

    pub(crate) fn throttle(&self) -> Option<Throttle> {
        self.0.lock().plan.throttle
    }

    /// How long readers lag, in microseconds.
    pub(crate) fn replication_delay(&self) -> i64 {
        i64::try_from(self.0.lock().plan.replication_delay_milliseconds)
            .unwrap_or(i64::MAX / 2_000)
            .saturating_mul(1000)
    }

    /// What happens to this request, if anything.
    pub(crate) fn strike(&self, method: &str, path: &str) -> Option<Effect> {
        let progress = &mut *self.0.lock();
        for (rule, met) in progress.plan.rules.iter().zip(&mut progress.met) {
            if !rule.concerns(method, path) {
                continue;
            }
            let place = *met;
            *met = met.saturating_add(1);
            let in_turn =
                place >= rule.skip && rule.times.is_none_or(|times| place - rule.skip < times);
            if in_turn
                && (rule.percent >= 100 || draw(&mut progress.lot) % 100 < u64::from(rule.percent))
            {
                return Some(rule.effect.clone());
            }
        }
        None
    }
}

/// The next number of a repeatable sequence (SplitMix64, public domain algorithm).
fn draw(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
