//! Upkeep: the writes of machine tables, which are no acts.
//!
//! Leases, cursors, session use, counters, the sign-in log and the tenant's image change all the time and say
//! nothing about who did what. They are written here, in the same writer and the same group commits, but a
//! transaction of upkeep can touch no other table, notes no fact and leaves no audit row.

use std::sync::Arc;

use parking_lot::Mutex;

use super::Door;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, WriteTx};
use crate::refusal::{Error, Fault, Result};

type Work<T> = Box<dyn for<'a> Fn(&'a mut WriteTx) -> BoxFuture<'a, Result<T>> + Send + Sync>;

struct Upkeep<T> {
    work: Work<T>,
}

impl<T: Send + 'static> Attempt for Upkeep<T> {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed>> {
        Box::pin(async move {
            let done = (self.work)(tx).await?;
            Ok(Box::new(Mutex::new(Some(done))) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        "upkeep"
    }

    fn may(&self) -> May {
        May::Upkeep
    }
}

impl Door {
    /// Writes machine tables. The work may be run again from the start, so it must be harmless to repeat.
    pub async fn upkeep<T: Send + 'static>(
        &self,
        work: impl for<'a> Fn(&'a mut WriteTx) -> BoxFuture<'a, Result<T>> + Send + Sync + 'static,
    ) -> Result<T> {
        let landed = self.inner().database.write(Arc::new(Upkeep { work: Box::new(work) })).await?;
        let done = landed.downcast::<Mutex<Option<T>>>().ok().and_then(|done| done.lock().take());
        done.ok_or_else(|| Fault::defect("reading what upkeep gave back").into())
    }
}

impl Database {
    /// The kernel's own upkeep of the spine.
    pub(crate) async fn write_upkeep(&self, attempt: Arc<dyn Attempt>) -> Result<Landed, Error> {
        self.write(attempt).await
    }
}
