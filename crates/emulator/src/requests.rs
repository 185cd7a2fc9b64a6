//! The last requests, for people who watch.

use std::collections::VecDeque;

use kernel::clock::Timestamp;
use parking_lot::Mutex;

/// How many are kept.
const KEPT: usize = 30;
/// Longest target kept, in characters; filters can be long.
const LONGEST: usize = 160;

/// A request that was answered. Bodies are not kept, since they may hold passwords.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) at: Timestamp,
    pub(crate) method: String,
    /// Path and query as text.
    pub(crate) target: String,
    /// None if the answer was lost on purpose.
    pub(crate) status: Option<u16>,
}

/// The requests, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Requests(Mutex<VecDeque<Seen>>);

impl Requests {
    pub(crate) fn note(&self, at: Timestamp, method: &str, target: &str, status: Option<u16>) {
        let seen = Seen {
            at,
            method: method.to_owned(),
            target: target.chars().take(LONGEST).collect(),
            status,
        };
        let requests = &mut *self.0.lock();
        if requests.len() >= KEPT {
            requests.pop_front();
        }
        requests.push_back(seen);
    }

    pub(crate) fn newest_first(&self) -> VecDeque<Seen> {
        self.0.lock().iter().rev().cloned().collect()
    }
}
