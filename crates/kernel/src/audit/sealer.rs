//! Follows the committed rows on an engine that does not seal in the commit, and reads the sealed order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::hmac;
use uuid::Uuid;

use super::seal::{read_head, seal};
use super::{AuditRow, COLUMNS, NodeKey};
use crate::clock::Timestamp;
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

/// What one run sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    /// Rows.
    pub(crate) rows: usize,
    /// Whether there were more than it looked at.
    pub(crate) is_more: bool,
}

/// Seals what waits, up to the size of two batches unless none of so many may be sealed yet.
pub(crate) async fn seal_waiting(tx: &mut WriteTx, key: &NodeKey) -> Result<Sealed, Fault> {
    // One sealer at a time: the head row is locked before anything is read.
    let mut head = lock_head(tx).await?;
    let sql = format!(
        "SELECT {COLUMNS}, a.mac FROM audit_unsealed u JOIN audit a ON a.id = u.audit WHERE a.at > $1 OR (a.at = $1 AND a.id > $2) ORDER BY a.at, a.id LIMIT $3"
    );
    let (mut rows, mut foreign, mut pages) = (Vec::new(), 0, 0);
    let (mut at, mut id) = (i64::MIN, Uuid::nil());
    let is_more = loop {
        let stored = tx.rows(&sql, &vals![at, id, BATCH]).await?;
        pages += 1;
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
        let is_last = (stored.len() as i64) < BATCH;
        // However many of the others stand in front, they do not hold up the rest.
        if !is_last && (rows.len() as i64) < BATCH {
            continue;
        }
        in_version_order(&mut rows);
        // One statement, one snapshot: a row whose predecessor (by version of one object) is missing there
        // cannot be in it, because the two followed each other through the object's row lock.
        if !is_last || pages > 1 {
            let whole = whole(tx, key, &rows).await?;
            // All of them may follow others that stand further on, if the clocks of two nodes differ.
            if whole.is_empty() && !is_last {
                continue;
            }
            rows.retain(|row| whole.contains(&row.id));
        }
        break !is_last;
    };
    if foreign > 0 {
        tracing::error!(foreign, "unsealed audit rows do not carry this service's code");
    }
    let unsealed = rows.iter().map(AuditRow::unsealed).collect::<Result<Vec<_>, Fault>>()?;
    seal(tx, &mut head, &unsealed).await?;
    let keys: Vec<Val> = unsealed.iter().map(|row| Val::Id(row.audit)).collect();
    tx.delete_spine("audit_unsealed", "audit", &keys).await?;
    Ok(Sealed { rows: unsealed.len(), is_more })
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

/// Those of the rows, which stand in version order, whose earlier versions all stand before them or are sealed: a batch
/// that is full may have left out an earlier version of an object, and its later versions wait with it.
async fn whole(tx: &mut WriteTx, key: &NodeKey, rows: &[AuditRow]) -> Result<HashSet<Uuid>, Fault> {
    let mut newest: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (subject, row) in rows.iter().filter_map(|row| Some((follows(row)?, row))) {
        let version = newest.entry(subject).or_default();
        *version = row.subject_version.max(*version);
    }
    let subjects: Vec<Val> = newest.keys().copied().map(Val::Id).collect();
    let mut waiting: HashMap<Uuid, Vec<(i64, Uuid)>> = HashMap::new();
    for some in widths(&subjects, 1) {
        let versions = some.iter().filter_map(|subject| match subject {
            Val::Id(subject) => newest.get(subject).copied(),
            _ => None,
        });
        let mut params = some.to_vec();
        params.push(versions.max().unwrap_or_default().into());
        let sql = format!(
            "SELECT {COLUMNS}, a.mac FROM audit a JOIN audit_unsealed u ON u.audit = a.id WHERE a.subject IN ({}) AND a.subject_version < ${}",
            marks(some.len()),
            params.len()
        );
        for stored in tx.rows(&sql, &params).await? {
            let audit = AuditRow::read(&stored)?;
            // One that is never sealed is no version to wait for.
            if let Some(subject) = audit.subject
                && is_vouched_for(key, &audit, &stored)?
            {
                waiting.entry(subject).or_default().push((audit.subject_version, audit.id));
            }
        }
    }
    let mut whole = HashSet::with_capacity(rows.len());
    for row in rows {
        let earlier = follows(row).and_then(|subject| waiting.get(&subject));
        let is_whole = earlier.is_none_or(|earlier| {
            earlier
                .iter()
                .all(|(version, id)| *version >= row.subject_version || whole.contains(id))
        });
        if is_whole {
            whole.insert(row.id);
        }
    }
    Ok(whole)
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

/// Seals what waits and says how many rows that were; none when nothing waits any more that can be sealed.
pub async fn seal_once(database: &Database, key: &NodeKey) -> Result<usize, Error> {
    seal_some(database, key).await.map(|sealed| sealed.rows)
}

async fn seal_some(database: &Database, key: &NodeKey) -> Result<Sealed, Error> {
    let nothing = Sealed { rows: 0, is_more: false };
    if database.seals_in_commit() {
        return Ok(nothing);
    }
    let landed = database.write_upkeep(Arc::new(Sealing { key: key.clone() })).await?;
    Ok(landed.downcast::<Sealed>().map_or(nothing, |sealed| *sealed))
}

/// Seals every 100 ms until the end is asked for, and once more then.
pub async fn run_sealer(database: Database, key: NodeKey, shutdown: Shutdown) {
    while !database.seals_in_commit() {
        match seal_some(&database, &key).await {
            Ok(sealed) if sealed.is_more => continue,
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

/// What followers read of an act.
pub(crate) struct Heard {
    /// Its place in the sealed order.
    pub(crate) seq: i64,
    /// Its key.
    pub(crate) act: Uuid,
    /// When it was asked for.
    pub(crate) at: Timestamp,
    /// Who did it, as the audit writes it.
    pub(crate) actor: String,
    /// The command.
    pub(crate) command: String,
    /// JSON list of `[name, payload]`.
    pub(crate) facts: String,
}

/// Acts in sealed order after a position, for followers.
pub(crate) async fn read_facts(
    reader: &mut Reader,
    after: i64,
    limit: i64,
) -> Result<Vec<Heard>, Fault> {
    let sql = "SELECT s.seq, a.id, a.at, a.actor, a.command, a.facts FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 ORDER BY s.seq LIMIT $2";
    let rows = reader.rows(sql, &vals![after, limit]).await?;
    rows.iter()
        .map(|row| {
            Ok(Heard {
                seq: row.int(0)?,
                act: row.id(1)?,
                at: row.time(2)?,
                actor: row.text(3)?,
                command: row.text(4)?,
                facts: row.text(5)?,
            })
        })
        .collect()
}

/// Rows in sealed order after a position, as the audit holds them: `(position, row)`.
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
