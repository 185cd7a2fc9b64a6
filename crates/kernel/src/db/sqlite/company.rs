//! Whether an act that is alone waits a moment for others, to share its commit with them.
//!
//! A commit costs the same for one act as for many. While many people write at once, an act that happens to come alone is
//! followed by others within a few milliseconds, and waiting for them gives the processor to whoever needs it more. Where acts
//! come one after another, as in a job, nobody follows and nobody waits.

use std::time::Duration;

use crate::clock::Stopwatch;

/// Acts for whose time of coming an act waits: more would hardly make a commit cheaper.
const WORTH: u32 = 4;
/// Time for which an act waits at most.
const LONGEST: Duration = Duration::from_millis(10);
/// Acts that find nobody to share with after several came together, before none waits any more.
const PATIENCE: u32 = 4;

/// What the writer knows of how acts come.
pub(super) struct Company {
    since: Stopwatch,
    /// Time from one act to the next, smoothed.
    gap: Duration,
    /// Acts that may still wait in vain.
    patience: u32,
}

impl Company {
    pub(super) fn new() -> Self {
        Self { since: Stopwatch::start(), gap: LONGEST, patience: 0 }
    }

    /// How long to wait for others, if so many acts have come and it is worth it.
    pub(super) fn awaited(&self, have: usize) -> Option<Duration> {
        let is_worth_it = have == 1 && self.patience > 0 && self.gap <= LONGEST / 2;
        is_worth_it.then(|| LONGEST.min(self.gap * (WORTH - 1)))
    }

    /// Takes note of the acts that share a commit.
    pub(super) fn came(&mut self, acts: usize) {
        let acts = u32::try_from(acts).unwrap_or(u32::MAX).max(1);
        let gap = self.since.elapsed().min(LONGEST) / acts;
        self.since = Stopwatch::start();
        self.gap = (self.gap * 7 + gap) / 8;
        self.patience = if acts > 1 { PATIENCE } else { self.patience.saturating_sub(1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same as if they had come at this distance for long.
    fn every(gap: Duration) -> Company {
        Company { gap, ..Company::new() }
    }

    #[test]
    fn who_comes_alone_after_several_waits_for_as_long_as_three_take_to_come() {
        let mut company = every(Duration::from_millis(2));
        assert_eq!(company.awaited(1), None, "nobody came together yet");
        company.patience = 1;
        assert_eq!(company.awaited(1), Some(Duration::from_millis(6)));
        assert_eq!(company.awaited(2), None, "there is company already");
        company.gap = Duration::from_millis(4);
        assert_eq!(company.awaited(1), Some(LONGEST));
        company.gap = Duration::from_millis(6);
        assert_eq!(company.awaited(1), None, "they come too seldom");
    }

    #[test]
    fn who_finds_nobody_again_and_again_waits_no_more() {
        let mut company = every(Duration::ZERO);
        company.came(3);
        for _ in 0..PATIENCE {
            assert!(company.patience > 0);
            company.came(1);
        }
        assert_eq!(company.patience, 0);
        assert_eq!(company.awaited(1), None);
    }
}
