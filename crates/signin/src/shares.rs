//! Places that strangers wait in, shared so that no network takes them all.
//!
//! Whoever comes gets a place as long as fewer are held by their network than are free. So one network alone holds half of them
//! at most, two a third each, and there is always one left for the next network. It is kept in memory: what waits in a process
//! ends with it.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

/// Places of which each is held by one at a time.
pub(crate) struct Shares {
    most: usize,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    all: usize,
    by: HashMap<Arc<str>, usize>,
}

/// A place, until this is dropped.
pub(crate) struct Share {
    held: Arc<Mutex<Held>>,
    network: Arc<str>,
}

impl Shares {
    /// So many places.
    pub(crate) fn new(most: usize) -> Self {
        Self { most, held: Arc::default() }
    }

    /// A place for somebody from a network, if there is one left for it. The host, which comes from none, takes any.
    pub(crate) fn take(&self, network: &str) -> Option<Share> {
        let mut held = self.held.lock();
        let own = held.by.get(network).copied().unwrap_or(0);
        let free = self.most.saturating_sub(held.all);
        let is_enough = if network.is_empty() { free > 0 } else { own < free };
        if !is_enough {
            return None;
        }
        let network: Arc<str> = Arc::from(network);
        held.all += 1;
        held.by.insert(Arc::clone(&network), own + 1);
        Some(Share { held: Arc::clone(&self.held), network })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut held = self.held.lock();
        held.all -= 1;
        let left = held.by.get(&self.network).map_or(0, |own| own - 1);
        if left == 0 {
            held.by.remove(&self.network);
        } else {
            held.by.insert(Arc::clone(&self.network), left);
        }
    }
}

#[cfg(test)]
mod tests {
    //! Who gets a place.

    use super::*;

    #[test]
    fn one_network_gets_half_and_leaves_something_to_each_that_comes() {
        let shares = Shares::new(66);
        let flood =
            |network: &str| -> Vec<Share> { std::iter::from_fn(|| shares.take(network)).collect() };
        let first = flood("192.0.2.0/24");
        assert_eq!(first.len(), 33);
        let second = flood("198.51.100.0/24");
        assert_eq!(second.len(), 17);
        assert!(shares.take("192.0.2.0/24").is_none());
        let somebody = shares.take("203.0.113.0/24").expect("a place for whoever comes alone");
        let host = flood("");
        assert_eq!(host.len(), 15, "the host takes what there is");
        assert!(shares.take("").is_none());
        drop((first, second, somebody, host));
        assert_eq!(flood("192.0.2.0/24").len(), 33);
        assert!(shares.held.lock().by.is_empty(), "who has gone is forgotten");
    }

    #[test]
    fn where_there_is_one_place_whoever_comes_first_gets_it() {
        let shares = Shares::new(1);
        let first = shares.take("192.0.2.0/24");
        assert!(first.is_some() && shares.take("203.0.113.0/24").is_none());
        drop(first);
        assert!(shares.take("203.0.113.0/24").is_some());
        assert!(Shares::new(0).take("").is_none());
    }
}
