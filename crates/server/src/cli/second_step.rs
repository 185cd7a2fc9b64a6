//! What a restore does to the second step of signing in: without the key that sealed them, authenticator apps cannot be
//! read, and whoever has one gets no further than the password.

use std::fs;
use std::path::Path;

use kernel::audit::{NodeKey, node_key};
use kernel::backup::{Checked, Restored};
use kernel::db::{Target, read_only};
use signin::factors::{Readable, readable};

use super::backup::words;
use super::placing::NODE_KEY;

/// The table whose rows are sealed.
const TABLE: &str = "authenticator";

/// The key that the installation has after the restore: that of the backup, else the one that is there. None if a new one
/// will be made.
pub(super) fn key_afterwards(folder: &Path, checked: &Checked) -> Option<NodeKey> {
    let kept = checked.own(NODE_KEY).map(<[u8]>::to_vec);
    kept.or_else(|| fs::read(folder.join(NODE_KEY)).ok()).map(|bytes| node_key(&bytes))
}

/// What whoever restores has to know of authenticator apps; nothing if there are none or they can be read.
pub(super) async fn warning(
    target: &Target,
    done: &Restored,
    key: Option<&NodeKey>,
) -> anyhow::Result<Option<String>> {
    let rows =
        done.digests.tables.iter().find(|table| table.table == TABLE).map(|table| table.rows);
    let rows = rows.unwrap_or(0);
    if rows == 0 {
        return Ok(None);
    }
    let is_lost = match key {
        None => true,
        Some(key) => {
            let mut reader = read_only(target).await.map_err(words)?;
            let Readable { unreadable, .. } = readable(&mut reader, key).await.map_err(words)?;
            unreadable > 0
        }
    };
    Ok(is_lost.then(|| {
        format!(
            "AUTHENTICATOR APPS CANNOT BE READ: the database has {rows}, sealed with another keys/audit-node than the one here. Put that file back before the first start. If it is lost, whoever has an app cannot sign in until an administrator resets their second step; begin with the administrators, by 'guildhall do second-factor.reset' on this machine."
        )
    }))
}
