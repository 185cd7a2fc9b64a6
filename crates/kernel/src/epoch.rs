//! The lives of a database: whether it is the one that everything outside remembers.
//!
//! A database that was put back from a backup has forgotten what happened since: sessions that were ended, codes that
//! were used, what Microsoft 365 was told. It is known by two signs: the installation's folder remembers a life that
//! the database does not know, or a checkpoint outside the database is further than the database. Such a database
//! begins another *life*; `signin` takes from it that everything given out before is void, `tenant` that nothing is
//! sent until two people say so. Which life a folder remembers stands in its file `epoch`.

use std::sync::Arc;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, Reader, Row, WriteTx};
use crate::ids;
use crate::refusal::{Error, Fault};
use crate::vals;

/// Why a life began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The database was new.
    First,
    /// It was put back with `guildhall restore`.
    Restored,
    /// It holds less than a checkpoint outside says.
    Behind,
    /// The installation's folder remembers a life that it does not know.
    Elsewhere,
}

impl Cause {
    const ALL: [Self; 4] = [Self::First, Self::Restored, Self::Behind, Self::Elsewhere];

    const fn name(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Restored => "restored",
            Self::Behind => "behind",
            Self::Elsewhere => "elsewhere",
        }
    }

    fn named(name: &str) -> Result<Self, Fault> {
        let found = Self::ALL.into_iter().find(|cause| cause.name() == name);
        found.ok_or_else(|| Fault::defect(format!("reading a life that began by {name}")))
    }
}

/// One life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Epoch {
    /// 1 for the first one.
    pub number: i64,
    /// What folders remember.
    pub id: Uuid,
    /// Why it began.
    pub cause: Cause,
    /// The life that the folder remembered and the database did not know, if that was so.
    pub forgot: Option<Uuid>,
    /// When.
    pub began_at: Timestamp,
    /// Acts the database held then.
    pub sealed: i64,
    /// Acts the newest checkpoint outside said that there were.
    pub witnessed: i64,
    /// When everything given out before had been made void; none while that is still to be done.
    pub voided_at: Option<Timestamp>,
}

impl Epoch {
    /// Whether the database has forgotten something that happened.
    pub fn is_restored(&self) -> bool {
        self.cause != Cause::First
    }

    /// Acts that a checkpoint outside says there were and that are lost.
    pub fn lost(&self) -> i64 {
        (self.witnessed - self.sealed).max(0)
    }
}

const SELECT: &str =
    "SELECT number, id, cause, forgot, began_at, sealed, witnessed, voided_at FROM epoch";

fn read(row: &Row) -> Result<Epoch, Fault> {
    Ok(Epoch {
        number: row.int(0)?,
        id: row.id(1)?,
        cause: Cause::named(&row.text(2)?)?,
        forgot: row.id_or_none(3)?,
        began_at: row.time(4)?,
        sealed: row.int(5)?,
        witnessed: row.int(6)?,
        voided_at: row.time_or_none(7)?,
    })
}

/// The life that goes on; none before the first start.
pub async fn current(reader: &mut Reader) -> Result<Option<Epoch>, Fault> {
    let sql = format!("{SELECT} ORDER BY number DESC LIMIT 1");
    reader.row(&sql, &[]).await?.as_ref().map(read).transpose()
}

/// Begins another life.
pub(crate) async fn begin(tx: &mut WriteTx, begun: &Epoch) -> Result<(), Fault> {
    let sql = "INSERT INTO epoch (number, id, cause, forgot, began_at, sealed, witnessed, voided_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (number) DO NOTHING";
    let params = vals![
        begun.number,
        begun.id,
        begun.cause.name(),
        begun.forgot,
        begun.began_at,
        begun.sealed,
        begun.witnessed,
        begun.voided_at
    ];
    // Two processes may see the same at once; the life that one of them begins is the other's as well.
    tx.exec_spine(sql, &params).await.map(drop)
}

/// What stands outside the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outside {
    /// The life that the folder remembers, if it remembers one; nil if what stands there is none.
    pub remembered: Option<Uuid>,
    /// Acts that there were, by the newest checkpoint in the folder; 0 if there is none.
    pub witnessed: i64,
}

/// Acts that are sealed.
pub(crate) async fn sealed(reader: &mut Reader) -> Result<i64, Fault> {
    let row = reader.row("SELECT seq FROM audit_head WHERE one = 1", &[]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

struct Settling {
    outside: Outside,
    /// Whether a folder may come to a database that has had lives without remembering one.
    may_join: bool,
    now: Timestamp,
}

impl Settling {
    /// Why another life has to begin, if it has to.
    async fn cause(
        &self,
        last: Option<&Epoch>,
        sealed: i64,
        tx: &mut WriteTx,
    ) -> Result<Option<Cause>, Fault> {
        let Outside { remembered, witnessed } = self.outside;
        // What one life is known to have lost begins no second one.
        if witnessed > sealed && last.is_none_or(|last| witnessed > last.witnessed) {
            return Ok(Some(Cause::Behind));
        }
        let Some(last) = last else { return Ok(Some(Cause::First)) };
        Ok(match remembered {
            Some(id) if id == last.id => None,
            // A node of several that has not heard yet of the last life, or of why it began. Where folder and database
            // belong together there is none, only a start that was broken off before anything was made void.
            Some(id) if self.may_join || last.voided_at.is_none() => {
                (!is_known(id, tx).await?).then_some(Cause::Elsewhere)
            }
            Some(_) => Some(Cause::Elsewhere),
            None => (!self.may_join).then_some(Cause::Elsewhere),
        })
    }

    /// What the folder remembered and the database does not know, so that another node that remembers the same begins
    /// no further life.
    async fn forgotten(&self, tx: &mut WriteTx) -> Result<Option<Uuid>, Fault> {
        let Some(id) = forgettable(self.outside.remembered) else { return Ok(None) };
        Ok(if is_known(id, tx).await? { None } else { Some(id) })
    }
}

/// Whether the database has had this life, or began one because it had forgotten it. Words that are no key are no life.
async fn is_known(id: Uuid, tx: &mut WriteTx) -> Result<bool, Fault> {
    let sql = "SELECT number FROM epoch WHERE id = $1 OR forgot = $1";
    Ok(!id.is_nil() && tx.row(sql, &vals![id]).await?.is_some())
}

/// A life that a folder remembers and that can be forgotten; the words with which one remembers that it has none are
/// not one.
pub(crate) fn forgettable(remembered: Option<Uuid>) -> Option<Uuid> {
    remembered.filter(|id| !id.is_nil())
}

impl Attempt for Settling {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move {
            let (last, sealed) = (current(tx).await?, sealed(tx).await?);
            let Some(cause) = self.cause(last.as_ref(), sealed, tx).await? else {
                return Ok(Box::new(last) as Landed);
            };
            let Outside { remembered, witnessed } = self.outside;
            let is_first = cause == Cause::First;
            // A folder that comes alone remembers a first life before it begins, so that a crash between the two looks
            // like no other.
            let id = forgettable(remembered).filter(|_| is_first);
            let forgot = if is_first { None } else { self.forgotten(tx).await? };
            let begun = Epoch {
                number: last.map_or(1, |last| last.number + 1),
                id: id.unwrap_or_else(|| ids::new_at(self.now)),
                cause,
                forgot,
                began_at: self.now,
                sealed,
                witnessed,
                voided_at: is_first.then_some(self.now),
            };
            begin(tx, &begun).await?;
            Ok(Box::new(current(tx).await?) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        "epoch"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

/// Says which life goes on, beginning another one if what stands outside says that this database is a restored one.
/// On SQLite the folder and the database belong together, so a folder without memory is a sign, too; on a server a
/// further node comes with a folder of its own.
pub async fn settle(database: &Database, outside: Outside, now: Timestamp) -> Result<Epoch, Error> {
    let may_join = !database.seals_in_commit();
    let landed = database.write_upkeep(Arc::new(Settling { outside, may_join, now })).await?;
    let settled = landed.downcast::<Option<Epoch>>().ok().and_then(|settled| *settled);
    settled.ok_or_else(|| Fault::defect("reading the life of the database").into())
}

struct Voided {
    number: i64,
    now: Timestamp,
}

impl Attempt for Voided {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move {
            let sql = "UPDATE epoch SET voided_at = $2 WHERE number = $1 AND voided_at IS NULL";
            tx.exec_spine(sql, &vals![self.number, self.now]).await?;
            Ok(Box::new(()) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        "epoch"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

/// Notes that everything given out before this life has been made void.
pub async fn note_voided(database: &Database, epoch: &Epoch, now: Timestamp) -> Result<(), Error> {
    let voided = Voided { number: epoch.number, now };
    database.write_upkeep(Arc::new(voided)).await.map(drop)
}
