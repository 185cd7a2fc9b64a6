//! A database in which nothing is done while it is read out to go elsewhere.

use super::super::{Reader, Target, postgres, read_only};
use crate::audit;
use crate::refusal::Fault;

/// Keeps everybody else from doing anything; gives the database free again when it is dropped.
pub struct Still {
    target: Target,
    /// On a server, the connection that holds the locks.
    holder: Option<Reader>,
    end: End,
}

/// The end of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    sealed: i64,
    chain: Vec<u8>,
    /// Acts that wait for their seal.
    waiting: i64,
}

impl End {
    async fn of(reader: &mut Reader) -> Result<Self, Fault> {
        let sql = "SELECT h.seq, h.chain, (SELECT COUNT(*) FROM audit_unsealed) FROM audit_head h WHERE h.one = 1";
        let Some(row) = reader.row(sql, &[]).await? else {
            return Ok(Self { sealed: 0, chain: Vec::new(), waiting: 0 });
        };
        Ok(Self { sealed: row.int(0)?, chain: row.bytes(1)?, waiting: row.int(2)? })
    }
}

impl Still {
    /// Holds it from now on. Who owns the file of the embedded engine is known by the lock of its folder, so there the
    /// end of the record is noted and nothing else.
    ///
    /// # Errors
    /// If somebody else is connected to it, or an act in it waits for its seal.
    pub async fn hold(target: &Target) -> Result<Self, Fault> {
        let mut holder = match target {
            Target::Sqlite(..) => None,
            Target::Postgres(url) => Some(postgres::hold(url).await?),
        };
        let end = match &mut holder {
            Some(holder) => End::of(holder).await?,
            None => End::of(&mut read_only(target).await?).await?,
        };
        if end.waiting > 0 {
            return Err(Fault::outage(
                "holding a database in which something was done just now. Stop every process that uses it first",
            ));
        }
        Ok(Self { target: target.clone(), holder, end })
    }

    /// Nothing was done in it, and nobody waits for it to be given free.
    ///
    /// # Errors
    /// If that is not so.
    pub async fn has_stayed(&mut self) -> Result<(), Fault> {
        let end = match &mut self.holder {
            Some(holder) => {
                postgres::nobody_waits(holder).await?;
                End::of(holder).await?
            }
            None => End::of(&mut read_only(&self.target).await?).await?,
        };
        if end == self.end {
            return Ok(());
        }
        Err(Fault::outage(format!(
            "holding a database in which something was done meanwhile: it ended with {} acts ({}) and ends with {} ({}). Stop every process that uses it first",
            self.end.sealed,
            audit::hex(&self.end.chain),
            end.sealed,
            audit::hex(&end.chain)
        )))
    }
}
