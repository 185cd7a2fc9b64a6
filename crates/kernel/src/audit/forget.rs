//! Drops personal values that need no longer be kept. The rows hold commitments to them, so the proof stays whole.

use std::sync::Arc;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, Reader, WriteTx};
use crate::refusal::{Error, Fault};
use crate::vals;

/// Values looked at together.
const TOGETHER: i64 = 200;

struct Forgetting {
    before: Timestamp,
}

impl Attempt for Forgetting {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move { Ok(Box::new(forget(tx, self.before).await?) as Landed) })
    }

    fn name(&self) -> &'static str {
        "forget personal values"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

async fn forget(tx: &mut WriteTx, before: Timestamp) -> Result<u64, Fault> {
    let Some(last) = oldest(tx, before).await? else { return Ok(0) };
    tx.exec_spine("DELETE FROM audit_personal WHERE audit <= $1", &vals![last]).await
}

/// The last of the oldest acts that have values and lie before a moment, a few at once. Keys grow with time, so they
/// stand at the beginning.
async fn oldest(reader: &mut Reader, before: Timestamp) -> Result<Option<Uuid>, Fault> {
    let sql = "SELECT p.audit, a.at FROM audit_personal p JOIN audit a ON a.id = p.audit ORDER BY p.audit, p.slot LIMIT $1";
    let mut last = None;
    for row in reader.rows(sql, &vals![TOGETHER]).await? {
        if row.time(1)? >= before {
            break;
        }
        last = Some(row.id(0)?);
    }
    Ok(last)
}

/// Drops some of the personal values of acts before a moment, and says how many; 0 when none is left.
pub async fn forget_personal(database: &Database, before: Timestamp) -> Result<u64, Error> {
    // Looked at first, so that the writer is left alone while there is nothing to do.
    if oldest(&mut database.reader().await?, before).await?.is_none() {
        return Ok(0);
    }
    let landed = database.write_upkeep(Arc::new(Forgetting { before })).await?;
    Ok(landed.downcast::<u64>().map_or(0, |dropped| *dropped))
}
