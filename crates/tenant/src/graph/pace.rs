//! Spaces out writes: so many a second in the whole process, in the order they came.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// The pace of writes.
pub(crate) struct Pace {
    between: Duration,
    beat: Mutex<Option<Interval>>,
}

impl Pace {
    /// So many writes a second; at least one.
    pub(crate) fn new(per_second: u32) -> Self {
        let between = Duration::from_secs(1) / per_second.max(1);
        Self { between, beat: Mutex::new(None) }
    }

    /// Waits for one's turn. After a quiet time the first write goes at once.
    pub(crate) async fn turn(&self) {
        let mut beat = self.beat.lock().await;
        let beat = beat.get_or_insert_with(|| {
            let mut beat = interval(self.between);
            // Turns that nobody took are not saved up: a burst is what the tenant's quota punishes.
            beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
            beat
        });
        beat.tick().await;
    }

    /// Nobody's turn comes before this time is over; what the tenant asks of one caller it asks of all.
    pub(crate) async fn rest(&self, time: Duration) {
        if let Some(beat) = self.beat.lock().await.as_mut() {
            beat.reset_after(time);
        }
    }
}
