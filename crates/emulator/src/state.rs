//! The directory in memory: users by key, by sign-in name, by address, by anchor, and in the order of change.
//!
//! It changes only through [`State::apply`], both when a client writes and when the journal is read, so a
//! restart cannot differ from what ran before.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use kernel::clock::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::graph::Property;

use crate::record::Record;

/// A change, as applied and as written to the journal.
#[derive(Clone, Debug)]
pub(crate) enum Entry {
    /// The directory was made.
    Founded(Founded),
    /// A user is now like this.
    Put(Arc<Record>),
    /// A user is gone for good.
    Gone(Gone),
}

/// The birth of the directory.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Founded {
    pub(crate) tenant: Uuid,
    /// Part of every delta token, so that tokens of a directory that was wiped are not taken for ours.
    pub(crate) epoch: Uuid,
    pub(crate) at: Timestamp,
}

/// A user that is gone for good.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gone {
    pub(crate) id: Uuid,
    pub(crate) sequence: u64,
    pub(crate) at: Timestamp,
}

/// What an object was until each moment, oldest first; none before it was there.
pub(crate) type Versions = VecDeque<(Timestamp, Option<Arc<Record>>)>;

/// The directory.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) founded: Founded,
    /// The number of the newest change.
    pub(crate) sequence: u64,
    pub(crate) live: BTreeMap<Uuid, Arc<Record>>,
    pub(crate) deleted: BTreeMap<Uuid, Arc<Record>>,
    pub(crate) gone: BTreeMap<Uuid, Gone>,
    /// Each object once, under the number of its last change.
    pub(crate) order: BTreeMap<u64, Uuid>,
    pub(crate) names: HashMap<String, Uuid>,
    pub(crate) addresses: HashMap<String, Uuid>,
    pub(crate) anchors: HashMap<String, Uuid>,
    /// Units in use by product; deleted users hold none.
    pub(crate) consumed: HashMap<Uuid, i64>,
    /// Versions that a slow replica still shows: what was there until the moment. Empty unless a plan asks for it.
    pub(crate) history: HashMap<Uuid, Versions>,
}

impl State {
    pub(crate) fn new(founded: Founded) -> Self {
        Self {
            founded,
            sequence: 0,
            live: BTreeMap::new(),
            deleted: BTreeMap::new(),
            gone: BTreeMap::new(),
            order: BTreeMap::new(),
            names: HashMap::new(),
            addresses: HashMap::new(),
            anchors: HashMap::new(),
            consumed: HashMap::new(),
            history: HashMap::new(),
        }
    }

    /// Takes over one change.
    pub(crate) fn apply(&mut self, entry: &Entry) {
        match entry {
            Entry::Founded(founded) => self.founded = *founded,
            Entry::Put(record) => {
                self.forget(record.id);
                self.note(record.sequence, record.id);
                if record.deleted.is_some() {
                    self.deleted.insert(record.id, record.clone());
                } else {
                    self.index(record);
                    self.live.insert(record.id, record.clone());
                }
            }
            Entry::Gone(gone) => {
                self.forget(gone.id);
                self.note(gone.sequence, gone.id);
                self.gone.insert(gone.id, *gone);
            }
        }
    }

    /// Everything the journal must hold to rebuild this state, oldest first; tombstones older than `since` are left out.
    pub(crate) fn entries(&self, since: Timestamp) -> Vec<Entry> {
        let mut entries = vec![Entry::Founded(self.founded)];
        entries.extend(self.live.values().chain(self.deleted.values()).cloned().map(Entry::Put));
        entries.extend(
            self.gone
                .values()
                .filter(|gone| gone.at >= since || gone.sequence == self.sequence)
                .copied()
                .map(Entry::Gone),
        );
        entries
    }

    /// A user by key or by sign-in name, live ones only.
    pub(crate) fn find(&self, key: &str) -> Option<&Arc<Record>> {
        let id = match Uuid::try_parse(key) {
            Ok(id) => id,
            Err(_) => *self.names.get(&key.to_lowercase())?,
        };
        self.live.get(&id)
    }

    /// Units of a product in use.
    pub(crate) fn consumed(&self, sku: Uuid) -> i64 {
        self.consumed.get(&sku).copied().unwrap_or(0)
    }

    /// Keeps what `id` looked like until now, for readers of a slow replica, and drops what is too old for any.
    pub(crate) fn remember(&mut self, id: Uuid, now: Timestamp, oldest: Timestamp) {
        let before = self.live.get(&id).cloned();
        let versions = self.history.entry(id).or_default();
        versions.push_back((now, before));
        while versions.front().is_some_and(|(until, _)| *until < oldest) {
            versions.pop_front();
        }
    }

    /// The live user as a replica showed it at `horizon`.
    pub(crate) fn as_of(&self, id: Uuid, horizon: Timestamp) -> Option<&Arc<Record>> {
        let stale = self
            .history
            .get(&id)
            .and_then(|versions| versions.iter().find(|(until, _)| *until > horizon));
        match stale {
            Some((_, version)) => version.as_ref(),
            None => self.live.get(&id),
        }
    }

    fn note(&mut self, sequence: u64, id: Uuid) {
        self.order.insert(sequence, id);
        self.sequence = self.sequence.max(sequence);
    }

    fn forget(&mut self, id: Uuid) {
        if let Some(record) = self.live.remove(&id) {
            self.unindex(&record);
            self.order.remove(&record.sequence);
        }
        if let Some(record) = self.deleted.remove(&id) {
            self.order.remove(&record.sequence);
        }
    }

    fn index(&mut self, record: &Record) {
        if let Some(name) = record.text(Property::UserPrincipalName) {
            self.names.insert(name.to_lowercase(), record.id);
        }
        if let Some(anchor) = record.text(Property::OnPremisesImmutableId) {
            self.anchors.insert(anchor.to_owned(), record.id);
        }
        self.addresses.extend(record.addresses().map(|address| (address, record.id)));
        for licence in &record.licences {
            *self.consumed.entry(licence.sku).or_default() += 1;
        }
    }

    fn unindex(&mut self, record: &Record) {
        if let Some(name) = record.text(Property::UserPrincipalName) {
            self.names.remove(&name.to_lowercase());
        }
        if let Some(anchor) = record.text(Property::OnPremisesImmutableId) {
            self.anchors.remove(anchor);
        }
        for address in record.addresses() {
            self.addresses.remove(&address);
        }
        for licence in &record.licences {
            *self.consumed.entry(licence.sku).or_default() -= 1;
        }
    }
}
