//! Drops personal values that need no longer be kept. The rows hold commitments to them, so the proof stays whole.

use std::sync::Arc;

use uuid::Uuid;

use super::keep::not_kept;
use crate::clock::Timestamp;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, Reader, WriteTx};
use crate::refusal::{Error, Fault};
use crate::vals;

/// Values looked at together.
const TOGETHER: i64 = 200;

struct Forgetting {
    acts: Vec<Uuid>,
}

impl Attempt for Forgetting {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move { Ok(Box::new(forget(tx, &self.acts).await?) as Landed) })
    }

    fn name(&self) -> &'static str {
        "forget personal values"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

/// Looks at the holds once more: one may have been placed since the acts were looked for.
async fn forget(tx: &mut WriteTx, acts: &[Uuid]) -> Result<u64, Fault> {
    let sql = format!(
        "DELETE FROM audit_personal WHERE audit = $1 AND EXISTS (SELECT 1 FROM audit a WHERE a.id = $1 AND {})",
        not_kept("a.subject")
    );
    let mut dropped = 0;
    for act in acts {
        dropped += tx.exec_spine(&sql, &vals![*act]).await?;
    }
    Ok(dropped)
}

/// The oldest acts that have values, lie before a moment and are about nothing that is kept, a few at once. Keys grow
/// with time, so they stand at the beginning.
async fn oldest(reader: &mut Reader, before: Timestamp) -> Result<Vec<Uuid>, Fault> {
    let sql = format!(
        "SELECT p.audit, a.at FROM audit_personal p JOIN audit a ON a.id = p.audit WHERE {} ORDER BY p.audit, p.slot LIMIT $1",
        not_kept("a.subject")
    );
    let mut acts = Vec::new();
    for row in reader.rows(&sql, &vals![TOGETHER]).await? {
        if row.time(1)? >= before {
            break;
        }
        acts.push(row.id(0)?);
    }
    acts.dedup();
    Ok(acts)
}

/// Drops some of the personal values of acts before a moment, and says how many; 0 when none is left. What a legal
/// hold keeps stays.
pub async fn forget_personal(database: &Database, before: Timestamp) -> Result<u64, Error> {
    // Looked at first, so that the writer is left alone while there is nothing to do.
    let acts = oldest(&mut database.reader().await?, before).await?;
    if acts.is_empty() {
        return Ok(0);
    }
    let landed = database.write_upkeep(Arc::new(Forgetting { acts })).await?;
    Ok(landed.downcast::<u64>().map_or(0, |dropped| *dropped))
}
