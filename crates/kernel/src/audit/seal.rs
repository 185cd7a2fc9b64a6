//! Puts rows into the one order.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{Hash, Unsealed, hash};
use crate::db::{Val, WriteTx, marks, widths};
use crate::refusal::Fault;
use crate::vals;

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Seals so far.
    pub(crate) seq: i64,
    /// The last one's hash; zeros before the first.
    pub(crate) chain: Hash,
}

/// The stored end of the chain.
pub(crate) async fn read_head(tx: &mut WriteTx) -> Result<Head, Fault> {
    match tx.row("SELECT seq, chain FROM audit_head WHERE one = 1", &[]).await? {
        Some(row) => Ok(Head { seq: row.int(0)?, chain: fixed(&row.bytes(1)?)? }),
        None => Ok(Head { seq: 0, chain: [0; 32] }),
    }
}

/// The hash of a seal.
pub(crate) fn chain(before: &Hash, leaf: &Hash) -> Hash {
    hash(&[&[1], before, leaf])
}

/// The hash that ends an organisation's own numbering.
pub(crate) fn organisation_chain(before: &Hash, leaf: &Hash) -> Hash {
    hash(&[&[2], before, leaf])
}

pub(crate) fn fixed(bytes: &[u8]) -> Result<Hash, Fault> {
    bytes.try_into().map_err(|_| Fault::defect(format!("reading a hash of {} bytes", bytes.len())))
}

/// Seals rows in the given order and moves the head from where the caller saw it.
pub(crate) async fn seal(
    tx: &mut WriteTx,
    head: &mut Head,
    rows: &[Unsealed],
) -> Result<(), Fault> {
    if rows.is_empty() {
        return Ok(());
    }
    let seen = head.seq;
    let mut ends = ends_of(tx, rows).await?;
    let (mut seals, mut concerns) = (Vec::with_capacity(rows.len() * 4), Vec::new());
    for row in rows {
        head.seq += 1;
        head.chain = chain(&head.chain, &row.leaf);
        seals.extend(vals![head.seq, row.audit, row.leaf.as_slice(), head.chain.as_slice()]);
        for organisation in &row.concerns {
            let end = ends.entry(*organisation).or_insert(End { entries: 0, chain: [0; 32] });
            end.entries += 1;
            end.chain = organisation_chain(&end.chain, &row.leaf);
            let entry =
                vals![*organisation, end.entries, head.seq, row.audit, end.chain.as_slice()];
            concerns.extend(entry);
        }
    }
    let ends = ends
        .iter()
        .flat_map(|(organisation, end)| vals![*organisation, end.entries, end.chain.as_slice()]);
    tx.insert_spine("audit_seal (seq, audit, leaf, chain)", 4, seals, "").await?;
    let columns = "audit_concern (organisation, number, seq, audit, chain)";
    tx.insert_spine(columns, 5, concerns, "").await?;
    let known = "ON CONFLICT (organisation) DO UPDATE SET entries = excluded.entries, chain = excluded.chain";
    let columns = "audit_organisation (organisation, entries, chain)";
    tx.insert_spine(columns, 3, ends.collect(), known).await?;
    if is_moved(tx, head, seen).await? {
        return Ok(());
    }
    if seen == 0 {
        found_head(tx).await?;
        if is_moved(tx, head, seen).await? {
            return Ok(());
        }
    }
    Err(Fault::again("moving the head of the audit, which somebody else moved first"))
}

/// Moves the head from where the caller saw it; says no if it is not there.
async fn is_moved(tx: &mut WriteTx, head: &Head, seen: i64) -> Result<bool, Fault> {
    let params = vals![head.seq, head.chain.as_slice(), seen];
    let sql = "UPDATE audit_head SET seq = $1, chain = $2 WHERE one = 1 AND seq = $3";
    Ok(tx.exec_spine(sql, &params).await? == 1)
}

/// Makes the head's row at the first seal.
pub(super) async fn found_head(tx: &mut WriteTx) -> Result<(), Fault> {
    let params = vals![[0_u8; 32].as_slice()];
    tx.exec_spine(
        "INSERT INTO audit_head (one, seq, chain) VALUES (1, 0, $1) ON CONFLICT (one) DO NOTHING",
        &params,
    )
    .await?;
    Ok(())
}

/// The end of an organisation's own numbering.
struct End {
    entries: i64,
    chain: Hash,
}

/// Where the numberings of the organisations that these rows concern end. In the order of the keys, so that the same
/// rows are written in the same order on every engine.
async fn ends_of(tx: &mut WriteTx, rows: &[Unsealed]) -> Result<BTreeMap<Uuid, End>, Fault> {
    let concerned: BTreeSet<Uuid> = rows.iter().flat_map(|row| row.concerns.clone()).collect();
    let concerned: Vec<Val> = concerned.into_iter().map(Val::Id).collect();
    let mut ends = BTreeMap::new();
    for some in widths(&concerned, 1) {
        let sql = format!(
            "SELECT organisation, entries, chain FROM audit_organisation WHERE organisation IN ({})",
            marks(some.len())
        );
        for row in tx.rows(&sql, some).await? {
            let end = End { entries: row.int(1)?, chain: fixed(&row.bytes(2)?)? };
            ends.insert(row.id(0)?, end);
        }
    }
    Ok(ends)
}
