//! Puts rows into the one order.

use super::{Hash, Unsealed, hash};
use crate::db::WriteTx;
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
    for row in rows {
        head.seq += 1;
        head.chain = chain(&head.chain, &row.leaf);
        let params = vals![head.seq, row.audit, row.leaf.as_slice(), head.chain.as_slice()];
        tx.exec_spine(
            "INSERT INTO audit_seal (seq, audit, leaf, chain) VALUES ($1, $2, $3, $4)",
            &params,
        )
        .await?;
        for organisation in &row.concerns {
            number(tx, *organisation, head.seq, row).await?;
        }
    }
    found_head(tx).await?;
    let params = vals![head.seq, head.chain.as_slice(), seen];
    let moved = tx
        .exec_spine(
            "UPDATE audit_head SET seq = $1, chain = $2 WHERE one = 1 AND seq = $3",
            &params,
        )
        .await?;
    if moved == 1 {
        Ok(())
    } else {
        Err(Fault::again("moving the head of the audit, which somebody else moved first"))
    }
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

/// Gives the row its dense number in one organisation.
async fn number(
    tx: &mut WriteTx,
    organisation: uuid::Uuid,
    seq: i64,
    row: &Unsealed,
) -> Result<(), Fault> {
    let before = tx
        .row(
            "SELECT entries, chain FROM audit_organisation WHERE organisation = $1",
            &vals![organisation],
        )
        .await?;
    let (number, head) = match &before {
        Some(before) => (before.int(0)? + 1, fixed(&before.bytes(1)?)?),
        None => (1, [0; 32]),
    };
    let head = organisation_chain(&head, &row.leaf);
    let params = vals![organisation, number, head.as_slice()];
    if before.is_some() {
        tx.exec_spine(
            "UPDATE audit_organisation SET entries = $2, chain = $3 WHERE organisation = $1",
            &params,
        )
        .await?;
    } else {
        tx.exec_spine(
            "INSERT INTO audit_organisation (organisation, entries, chain) VALUES ($1, $2, $3)",
            &params,
        )
        .await?;
    }
    let params = vals![organisation, number, seq, row.audit, head.as_slice()];
    tx.exec_spine(
        "INSERT INTO audit_concern (organisation, number, seq, audit, chain) VALUES ($1, $2, $3, $4, $5)",
        &params,
    )
    .await?;
    Ok(())
}
