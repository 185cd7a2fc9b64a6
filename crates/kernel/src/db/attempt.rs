//! A write that can be run again from the start.

use std::any::Any;

use uuid::Uuid;

use super::{BoxFuture, May, WriteTx};
use crate::refusal::{Error, Fault, Refusal};

/// What an attempt gave back, to be taken out by whoever made it.
pub(crate) type Landed = Box<dyn Any + Send>;

/// One act or one piece of upkeep.
///
/// The engine may run it several times; only what the last run wrote is kept. It waits for nothing but the
/// transaction it is given.
pub(crate) trait Attempt: Send + Sync {
    /// Does the work.
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>>;

    /// Records that the work was refused, after everything it wrote has been undone. Only acts leave a record.
    fn refused<'a>(
        &'a self,
        _: &'a mut WriteTx,
        _: &'a Refusal,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async { Ok(()) })
    }

    /// What is done, in the words of the log: a command's name.
    fn name(&self) -> &'static str;

    /// What it may write.
    fn may(&self) -> May;

    /// The act's key, to find out whether a commit whose answer was lost has landed. Upkeep has none: it is
    /// harmless to repeat.
    fn act(&self) -> Option<Uuid> {
        None
    }
}
