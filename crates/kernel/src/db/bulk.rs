//! Fills whole tables at once, for [`crate::load`]: without the indexes, which are made when everything is there.
//!
//! The work is done by one thread or task of the engine; rows reach it in chunks, so that whoever draws them up and
//! whoever stores them work side by side. Nothing is to be seen of it before the end: on SQLite it happens in a copy
//! of the file that takes the file's place, on PostgreSQL in one transaction.

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Row, Target, Val, postgres, sqlite};
use crate::refusal::Fault;

/// Chunks on their way; more would only hold memory.
const WAITING: usize = 8;

/// In which order rows come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// In the order of the table's key, or nearly.
    ByKey,
    /// In any other; the engine has to sort them before it can store them quickly.
    Any,
}

/// A table to be filled.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns that are given, in the order of the values of a row; the others stay empty.
    pub columns: &'static [&'static str],
    /// In which order rows come.
    pub order: Order,
    /// Whether it may hold rows beforehand.
    pub may_hold: bool,
}

impl Table {
    /// The columns, for a statement.
    pub(super) fn listed(&self) -> String {
        self.columns.join(", ")
    }
}

/// What the engine is asked to do.
pub(super) enum Work {
    /// Rows of the table in this place, one behind the other.
    Rows(usize, Vec<Val>),
    /// A statement that changes rows.
    Exec(String, Vec<Val>, oneshot::Sender<u64>),
    /// A question.
    Ask(String, Vec<Val>, oneshot::Sender<Vec<Row>>),
    /// Everything is there.
    Finish,
}

/// A database that is being filled. Dropped before the end, it leaves the database as it was.
pub(crate) struct Bulk {
    work: mpsc::Sender<Work>,
    /// None once it has said why it ended.
    engine: Option<JoinHandle<Result<(), Fault>>>,
}

impl Bulk {
    pub(crate) fn begin(target: &Target, tables: Vec<Table>) -> Self {
        let (work, waiting) = mpsc::channel(WAITING);
        let engine = match target {
            Target::Sqlite(path, _) => {
                let path = path.clone();
                tokio::task::spawn_blocking(move || sqlite::fill(&path, &tables, waiting))
            }
            Target::Postgres(url) => {
                let url = url.clone();
                tokio::spawn(async move { postgres::fill(&url, &tables, waiting).await })
            }
        };
        Self { work, engine: Some(engine) }
    }

    /// Gives the engine something to do; if it has ended, says why.
    async fn send(&mut self, work: Work) -> Result<(), Fault> {
        match self.work.send(work).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.ended().await),
        }
    }

    async fn ended(&mut self) -> Fault {
        let Some(engine) = self.engine.take() else {
            return Fault::defect("filling tables after that failed");
        };
        match engine.await {
            Ok(Err(fault)) => fault,
            Ok(Ok(())) => Fault::defect("filling tables after the end"),
            Err(panicked) => Fault::defect("filling tables").because(panicked),
        }
    }

    pub(crate) async fn rows(&mut self, table: usize, values: Vec<Val>) -> Result<(), Fault> {
        self.send(Work::Rows(table, values)).await
    }

    pub(crate) async fn exec(&mut self, sql: &str, params: &[Val]) -> Result<u64, Fault> {
        let (answer, answered) = oneshot::channel();
        self.send(Work::Exec(sql.to_owned(), params.to_vec(), answer)).await?;
        match answered.await {
            Ok(changed) => Ok(changed),
            Err(_) => Err(self.ended().await),
        }
    }

    pub(crate) async fn ask(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>, Fault> {
        let (answer, answered) = oneshot::channel();
        self.send(Work::Ask(sql.to_owned(), params.to_vec(), answer)).await?;
        match answered.await {
            Ok(rows) => Ok(rows),
            Err(_) => Err(self.ended().await),
        }
    }

    /// Gives up and returns when the engine has put everything back.
    pub(crate) async fn give_up(self) {
        drop(self.work);
        // However it ended: there is nothing to finish.
        if let Some(engine) = self.engine {
            let _ = engine.await;
        }
    }

    /// Makes the indexes and puts what was filled in its place.
    pub(crate) async fn finish(mut self) -> Result<(), Fault> {
        self.send(Work::Finish).await?;
        let Some(engine) = self.engine else {
            return Err(Fault::defect("finishing to fill tables after that failed"));
        };
        engine.await.unwrap_or_else(|panicked| {
            Err(Fault::defect("finishing to fill tables").because(panicked))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::SqliteSettings;

    #[tokio::test]
    async fn whoever_gives_up_after_a_failure_is_not_punished_for_it() {
        let nowhere = std::path::PathBuf::from("/nowhere/at-all/guildhall.db");
        let target = Target::Sqlite(nowhere, SqliteSettings::default());
        let mut bulk = Bulk::begin(&target, Vec::new());
        bulk.ask("SELECT 1", &[]).await.expect_err("there is no file");
        bulk.ask("SELECT 1", &[]).await.expect_err("nor the second time");
        bulk.give_up().await;
    }
}
