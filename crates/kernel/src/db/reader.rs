//! A connection that reads.

use std::sync::Arc;
use std::time::Duration;

use super::statement::{Effect, effect};
use super::{Row, Val, postgres, sqlite};
use crate::clock::Stopwatch;
use crate::door::{Answers, Question};
use crate::refusal::{Fault, Result};

/// Reads from the database and asks other slices' questions.
pub struct Reader {
    pub(super) link: Link,
    pub(super) answers: Arc<Answers>,
    /// The first database error of a write transaction; after it nothing more is attempted.
    pub(super) poisoned: Option<String>,
}

/// The engine's own connection.
pub(super) enum Link {
    Sqlite(sqlite::Lease),
    Postgres(postgres::Lease),
}

impl Reader {
    pub(super) fn new(link: Link, answers: Arc<Answers>) -> Self {
        Self { link, answers, poisoned: None }
    }

    /// All rows of a statement. Callers bound them with LIMIT or by key.
    pub async fn rows(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>, Fault> {
        self.healthy()?;
        let reads = if effect(sql) == Effect::Read {
            Ok(())
        } else {
            Err(Fault::defect("reading with a statement that writes"))
        };
        self.noting(reads)?;
        let watch = Stopwatch::start();
        let outcome = match &mut self.link {
            Link::Sqlite(lease) => lease.session().rows(sql, params),
            Link::Postgres(lease) => lease.rows(sql, params).await,
        };
        note_slow(sql, &watch);
        self.noting(outcome)
    }

    /// The first row of a statement, if any.
    pub async fn row(&mut self, sql: &str, params: &[Val]) -> Result<Option<Row>, Fault> {
        Ok(self.rows(sql, params).await?.into_iter().next())
    }

    /// The first column of the first row as a number; for counts and sums.
    pub async fn number(&mut self, sql: &str, params: &[Val]) -> Result<i64, Fault> {
        self.row(sql, params)
            .await?
            .ok_or_else(|| Fault::defect("reading a number from an answer without rows"))?
            .int(0)
    }

    /// Asks another slice, within this transaction, so that the answer never lags.
    pub async fn ask<Q: Question>(&mut self, question: Q) -> Result<Q::Answer> {
        let answers = Arc::clone(&self.answers);
        answers.answer(question, self).await
    }

    /// Whether there is somebody who answers a question.
    pub fn is_answered<Q: Question>(&self) -> bool {
        self.answers.knows::<Q>()
    }

    pub(super) fn healthy(&self) -> Result<(), Fault> {
        match &self.poisoned {
            None => Ok(()),
            Some(first) => {
                Err(Fault::defect(format!("using a transaction that already failed: {first}")))
            }
        }
    }

    pub(super) fn noting<T>(&mut self, outcome: Result<T, Fault>) -> Result<T, Fault> {
        if let Err(fault) = &outcome
            && self.poisoned.is_none()
        {
            self.poisoned = Some(fault.chain());
        }
        outcome
    }
}

/// A statement that takes longer is worth a line in the log: it lacks an index, or asks for too much.
const SLOW: Duration = Duration::from_millis(250);

/// Logs a statement that took long. Its text holds no value.
pub(super) fn note_slow(sql: &str, watch: &Stopwatch) {
    let took = watch.elapsed();
    if took > SLOW {
        let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        tracing::warn!(milliseconds, statement = sql, "slow statement");
    }
}
