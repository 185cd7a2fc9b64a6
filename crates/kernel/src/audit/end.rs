//! Verifies the end of the record: what a look every now and then can afford. `verify` reads all of it.

use super::checkpoint::{Checkpoint, Witness, has_forgotten, says};
use super::merkle::Peaks;
use super::note::Verifier;
use super::seal::{chain, fixed};
use super::verify::{FORGOTTEN, Findings, Problem, personal};
use super::{AuditRow, COLUMNS, Hash};
use crate::db::Reader;
use crate::refusal::Fault;
use crate::vals;

/// Reads the last `rows` acts again, and the newest signed checkpoint, and compares it with the newest one that was
/// kept outside the database; `key` is the one that signs here, where it is known. Says how many acts were read, and what is wrong.
pub async fn verify_end(
    reader: &mut Reader,
    rows: i64,
    outside: Option<&Witness>,
    key: Option<&Verifier>,
) -> Result<(i64, Vec<Problem>), Fault> {
    let mut found = Findings::default();
    let end = reader.row("SELECT seq, chain FROM audit_head WHERE one = 1", &[]).await?;
    let (last, recorded) = match &end {
        Some(row) => (row.int(0)?, fixed(&row.bytes(1)?)?),
        None => (0, [0; 32]),
    };
    let before = (last - rows).max(0);
    let mut head: Hash =
        match reader.row("SELECT chain FROM audit_seal WHERE seq = $1", &vals![before]).await? {
            Some(row) => fixed(&row.bytes(0)?)?,
            None => [0; 32],
        };
    let sql = format!(
        "SELECT {COLUMNS}, s.seq, s.leaf, s.chain FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 AND s.seq <= $2 ORDER BY s.seq"
    );
    let page = reader.rows(&sql, &vals![before, last]).await?;
    let mut seq = before;
    for row in &page {
        let audit = AuditRow::read(row)?;
        let here = row.int(15)?;
        if here != seq + 1 {
            found.add(here, format!("rows {} to {} are missing", seq + 1, here - 1));
        }
        seq = here;
        let leaf = fixed(&row.bytes(16)?)?;
        if audit.leaf() != leaf {
            found.add(here, format!("act {} was changed after it was sealed", audit.id));
        }
        head = chain(&head, &leaf);
        if head != fixed(&row.bytes(17)?)? {
            found.add(here, "the chain does not follow from the row before");
            head = fixed(&row.bytes(17)?)?;
        }
    }
    if seq != last || head != recorded {
        found.add(seq, format!("the chain should end at {last} but does not"));
    }
    personal(reader, &page, &mut found).await?;
    checkpoint(reader, last, outside, key, &mut found).await?;
    Ok((seq - before, found.into_problems()))
}

async fn checkpoint(
    reader: &mut Reader,
    last: i64,
    outside: Option<&Witness>,
    key: Option<&Verifier>,
    found: &mut Findings,
) -> Result<(), Fault> {
    let newest = Checkpoint::newest(reader).await?;
    let own = newest.as_ref().map(|newest| newest.size);
    if let Some(outside) = outside {
        let size = outside.size;
        if size > last {
            let what = format!(
                "a checkpoint says that there were {size} rows, but there are {last}: the end is missing"
            );
            found.add(last, what);
        } else if has_forgotten(reader, own, size).await? {
            found.add(own, FORGOTTEN);
        }
    }
    let Some(newest) = newest else { return Ok(()) };
    let leaf =
        reader.row("SELECT leaf FROM audit_seal WHERE seq = $1", &vals![newest.size]).await?;
    let Some(leaf) = leaf else {
        found.add(newest.size, "the newest checkpoint has no act");
        return Ok(());
    };
    let size = u64::try_from(newest.size - 1).unwrap_or(0);
    let Some(mut tree) = Peaks::from_bytes(size, &newest.before) else {
        found.add(newest.size, "the tree before the newest checkpoint is not one of its size");
        return Ok(());
    };
    tree.push(fixed(&leaf.bytes(0)?)?);
    let should_say = Witness { size: newest.size, root: tree.root() };
    if !says(&newest.note, &should_say, key) {
        found.add(newest.size, "the newest checkpoint is not the one of this record");
    }
    if let Some(outside) = outside
        && outside.size == newest.size
        && outside.root != tree.root()
    {
        let what = "the record up to here is not the one of the checkpoint kept outside";
        found.add(newest.size, what);
    }
    Ok(())
}
