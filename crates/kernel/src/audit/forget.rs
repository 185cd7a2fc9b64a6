//! Drops personal values that need no longer be kept. The rows hold commitments to them, so the proof stays whole.

use std::sync::Arc;

use crate::clock::Timestamp;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, WriteTx};
use crate::ids;
use crate::refusal::{Error, Fault};
use crate::vals;

/// Acts whose values are dropped together.
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
    // Keys of acts grow with time.
    let sql =
        "SELECT p.audit FROM audit_personal p WHERE p.audit < $1 ORDER BY p.audit, p.slot LIMIT $2";
    let rows = tx.rows(sql, &vals![ids::first_at(before), TOGETHER]).await?;
    let Some(last) = rows.last() else { return Ok(0) };
    tx.exec_spine("DELETE FROM audit_personal WHERE audit <= $1", &vals![last.id(0)?]).await
}

/// Drops some of the personal values of acts before a moment, and says how many; 0 when none is left.
pub async fn forget_personal(database: &Database, before: Timestamp) -> Result<u64, Error> {
    // Looked at first, so that the writer is left alone while there is nothing to do.
    let sql = "SELECT p.audit FROM audit_personal p WHERE p.audit < $1 LIMIT 1";
    if database.reader().await?.row(sql, &vals![ids::first_at(before)]).await?.is_none() {
        return Ok(0);
    }
    let landed = database.write_upkeep(Arc::new(Forgetting { before })).await?;
    Ok(landed.downcast::<u64>().map_or(0, |dropped| *dropped))
}
