//! Every node of one database vouches for unsealed rows with the same key; a node that brings another one does not
//! start, because its rows would never be sealed.

use std::sync::Arc;

use aws_lc_rs::hmac;

use super::NodeKey;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, WriteTx};
use crate::refusal::{Error, Fault};
use crate::vals;

/// What is signed to show which key it is.
const CHECK: &[u8] = b"guildhall node key check 1";

struct Agreeing {
    key: NodeKey,
}

impl Attempt for Agreeing {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move {
            let check = hmac::sign(&self.key, CHECK);
            let sql = "INSERT INTO installation (one, node_key_check) VALUES (1, $1) ON CONFLICT (one) DO NOTHING";
            tx.exec_spine(sql, &vals![check.as_ref().to_vec()]).await?;
            let kept = tx
                .row("SELECT node_key_check FROM installation WHERE one = 1", &[])
                .await?
                .map(|row| row.bytes_or_none(0))
                .transpose()?
                .flatten()
                .unwrap_or_default();
            hmac::verify(&self.key, CHECK, &kept).map_err(|_| {
                Fault::defect("opening a database whose nodes have another keys/audit-node: copy that file from a node that runs")
            })?;
            Ok(Box::new(()) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        "agree"
    }

    fn may(&self) -> May {
        May::Spine
    }
}

/// Keeps the check of the first node's key; a fault for any other key. Where rows are sealed in their commit there is
/// one process and nothing to agree on.
pub(crate) async fn agree(database: &Database, key: &NodeKey) -> Result<(), Fault> {
    if database.seals_in_commit() {
        return Ok(());
    }
    match database.write_upkeep(Arc::new(Agreeing { key: key.clone() })).await {
        Ok(_) => Ok(()),
        Err(Error::Fault(fault)) => Err(*fault),
        Err(Error::Refused(refusal)) => Err(Fault::outage(refusal.text.into_owned())),
    }
}
