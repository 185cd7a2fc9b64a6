//! The directory as a reader sees it: up to date, or as a slow replica shows it.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;

use kernel::clock::Timestamp;
use uuid::Uuid;
use wire::graph::Property;

use crate::catalogue::Catalogue;
use crate::record::Record;
use crate::state::State;
use crate::users;

/// The directory as a reader sees it.
pub(crate) struct View<'a> {
    pub(crate) state: &'a State,
    /// What happened after this moment is not seen yet; none for a reader that is up to date.
    pub(crate) horizon: Option<Timestamp>,
    pub(crate) catalogue: &'a Catalogue,
}

impl<'a> View<'a> {
    /// A live user by key or sign-in name.
    pub(crate) fn find(&self, key: &str) -> Option<&'a Arc<Record>> {
        let Some(horizon) = self.horizon else { return self.state.find(key) };
        let is_it = |record: &&Arc<Record>| {
            record
                .text(Property::UserPrincipalName)
                .is_some_and(|name| name.eq_ignore_ascii_case(key))
        };
        match users::key(key) {
            Some(id) => self.state.as_of(id, horizon),
            None => {
                let known = self
                    .state
                    .names
                    .get(&key.to_lowercase())
                    .and_then(|id| self.state.as_of(*id, horizon))
                    .filter(is_it);
                known.or_else(|| {
                    self.state
                        .history
                        .keys()
                        .filter_map(|id| self.state.as_of(*id, horizon))
                        .find(is_it)
                })
            }
        }
    }

    /// Live users after a key, by key.
    pub(crate) fn after(
        &self,
        after: Option<Uuid>,
    ) -> Box<dyn Iterator<Item = &'a Arc<Record>> + '_> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        match self.horizon {
            None => {
                Box::new(self.state.live.range((from, Bound::Unbounded)).map(|(_, record)| record))
            }
            Some(horizon) => {
                let ids: BTreeSet<Uuid> = self
                    .state
                    .live
                    .keys()
                    .chain(self.state.history.keys())
                    .copied()
                    .filter(|id| after.is_none_or(|after| *id > after))
                    .collect();
                Box::new(ids.into_iter().filter_map(move |id| self.state.as_of(id, horizon)))
            }
        }
    }

    /// Deleted users by key. Deletions are shown at once even by a slow replica.
    pub(crate) fn deleted(&self) -> Box<dyn Iterator<Item = &'a Arc<Record>> + '_> {
        Box::new(self.state.deleted.values())
    }
}
