//! Follows the committed rows on an engine that does not seal in the commit, and reads the sealed order.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use uuid::Uuid;

use super::seal::{read_head, seal};
use super::{AuditRow, COLUMNS, NodeKey};
use crate::db::{
    Attempt, BoxFuture, Database, Landed, May, Reader, Row, Val, WriteTx, marks, widths,
};
use crate::http::Shutdown;
use crate::refusal::{Error, Fault};
use crate::vals;

/// Rows read at once; as soon as so many are to be sealed, they are.
const BATCH: i64 = 500;
/// Time between two looks.
const EVERY: Duration = Duration::from_millis(100);

struct Sealing {
    key: NodeKey,
}

impl Attempt for Sealing {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move { Ok(Box::new(seal_waiting(tx, &self.key).await?) as Landed) })
    }

    fn name(&self) -> &'static str {
        "seal"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

/// Seals what waits, up to the size of two batches, and says how many rows that were.
pub(crate) async fn seal_waiting(tx: &mut WriteTx, key: &NodeKey) -> Result<usize, Fault> {
    // One sealer at a time: the head row is locked before anything is read.
    let mut head = lock_head(tx).await?;
    let sql = format!(
        "SELECT {COLUMNS}, a.mac FROM audit_unsealed u JOIN audit a ON a.id = u.audit WHERE a.at > $1 OR (a.at = $1 AND a.id > $2) ORDER BY a.at, a.id LIMIT $3"
    );
    let (mut rows, mut foreign, mut is_one_snapshot) = (Vec::new(), 0, true);
    let (mut at, mut id) = (i64::MIN, Uuid::nil());
    loop {
        let stored = tx.rows(&sql, &vals![at, id, BATCH]).await?;
        for row in &stored {
            let audit = AuditRow::read(row)?;
            (at, id) = (audit.at.micros(), audit.id);
            // A row that nobody vouches for is never sealed; verify reports it for as long as it waits.
            if is_vouched_for(key, &audit, row)? {
                rows.push(audit);
            } else {
                foreign += 1;
            }
        }
        if (stored.len() as i64) < BATCH {
            break;
        }
        is_one_snapshot = false;
        // However many of the others stand in front, they do not hold up the rest.
        if rows.len() as i64 >= BATCH {
            break;
        }
    }
    if foreign > 0 {
        tracing::error!(foreign, "unsealed audit rows do not carry this service's code");
    }
    // One statement, one snapshot: a row whose predecessor (by version of one object) is missing there
    // cannot be in it, because the two followed each other through the object's row lock.
    if !is_one_snapshot {
        drop_overtakers(tx, key, &mut rows).await?;
    }
    in_version_order(&mut rows);
    let unsealed = rows.iter().map(AuditRow::unsealed).collect::<Result<Vec<_>, Fault>>()?;
    seal(tx, &mut head, &unsealed).await?;
    let keys: Vec<Val> = unsealed.iter().map(|row| Val::Id(row.audit)).collect();
    tx.delete_spine("audit_unsealed", "audit", &keys).await?;
    Ok(unsealed.len())
}

/// Locks the head of the chain and reads it.
async fn lock_head(tx: &mut WriteTx) -> Result<super::seal::Head, Fault> {
    super::seal::found_head(tx).await?;
    tx.exec_spine("UPDATE audit_head SET seq = seq WHERE one = 1", &[]).await?;
    read_head(tx).await
}

/// Whether the row's code is one of this key.
fn is_vouched_for(key: &NodeKey, audit: &AuditRow, row: &Row) -> Result<bool, Fault> {
    let code = row.bytes_or_none(15)?.unwrap_or_default();
    Ok(hmac::verify(key, &audit.leaf(), &code).is_ok())
}

/// A batch that is full may have left out an earlier version of an object; its later versions wait with it.
async fn drop_overtakers(
    tx: &mut WriteTx,
    key: &NodeKey,
    rows: &mut Vec<AuditRow>,
) -> Result<(), Fault> {
    let subjects: BTreeSet<Uuid> = rows.iter().filter_map(follows).collect();
    let subjects: Vec<Val> = subjects.into_iter().map(Val::Id).collect();
    let mut waiting: HashMap<Uuid, Vec<(i64, Uuid)>> = HashMap::new();
    for some in widths(&subjects, 1) {
        let sql = format!(
            "SELECT {COLUMNS}, a.mac FROM audit a JOIN audit_unsealed u ON u.audit = a.id WHERE a.subject IN ({})",
            marks(some.len())
        );
        for stored in tx.rows(&sql, some).await? {
            let audit = AuditRow::read(&stored)?;
            // One that is never sealed is no version to wait for.
            if let Some(subject) = audit.subject
                && is_vouched_for(key, &audit, &stored)?
            {
                waiting.entry(subject).or_default().push((audit.subject_version, audit.id));
            }
        }
    }
    let mut kept = HashSet::with_capacity(rows.len());
    rows.retain(|row| {
        let earlier = follows(row).and_then(|subject| waiting.get(&subject));
        let is_whole = earlier.is_none_or(|earlier| {
            earlier.iter().all(|(version, id)| *version >= row.subject_version || kept.contains(id))
        });
        if is_whole {
            kept.insert(row.id);
        }
        is_whole
    });
    Ok(())
}

/// The object of whose earlier versions there may be some.
fn follows(row: &AuditRow) -> Option<Uuid> {
    row.subject.filter(|_| row.subject_version > 1)
}

/// Rows go by time and key, but the versions of one object keep their order: its rows share out the places they
/// hold in version order.
fn in_version_order(rows: &mut [AuditRow]) {
    let mut places: HashMap<Uuid, Vec<usize>> = HashMap::new();
    for (place, row) in rows.iter().enumerate() {
        if let (Some(subject), true) = (row.subject, row.subject_version > 0) {
            places.entry(subject).or_default().push(place);
        }
    }
    for places in places.values().filter(|places| places.len() > 1) {
        let mut own: Vec<AuditRow> = places.iter().map(|place| rows[*place].clone()).collect();
        own.sort_by_key(|row| row.subject_version);
        for (place, row) in places.iter().zip(own) {
            rows[*place] = row;
        }
    }
}

/// Seals what waits and says how many rows that were.
pub async fn seal_once(database: &Database, key: &NodeKey) -> Result<usize, Error> {
    if database.seals_in_commit() {
        return Ok(0);
    }
    let landed = database.write_upkeep(Arc::new(Sealing { key: key.clone() })).await?;
    Ok(landed.downcast::<usize>().map_or(0, |sealed| *sealed))
}

/// Seals every 100 ms until the end is asked for, and once more then.
pub async fn run_sealer(database: Database, key: NodeKey, shutdown: Shutdown) {
    while !database.seals_in_commit() {
        match seal_once(&database, &key).await {
            Ok(sealed) if sealed as i64 >= BATCH => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "sealing the audit failed; trying again"),
        }
        if shutdown.is_begun() {
            break;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = shutdown.begun() => {}
        }
    }
}

/// Rows in sealed order after a position, for followers: `(position, row)`.
pub async fn read_sealed(
    reader: &mut Reader,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, AuditRow)>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, s.seq FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 ORDER BY s.seq LIMIT $2"
    );
    let rows = reader.rows(&sql, &vals![after, limit]).await?;
    rows.iter().map(|row| Ok((row.int(15)?, AuditRow::read(row)?))).collect()
}
