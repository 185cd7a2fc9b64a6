//! What a restore does to the second step of signing in: without the key that sealed them, authenticator apps cannot be
//! read, and whoever has one gets no further than the password.

use std::fs;
use std::path::Path;

use kernel::audit::{NodeKey, node_key};
use kernel::backup::Checked;
use kernel::db::{Target, read_only};
use kernel::random;
use signin::factors::{Readable, readable};

use super::backup::words;
use super::placing::NODE_KEY;
use super::print;

/// The key that the installation has after the restore: that of the backup, else the one that is there. None if a new one
/// will be made.
pub(super) fn key_afterwards(folder: &Path, checked: &Checked) -> Option<NodeKey> {
    let kept = checked.own(NODE_KEY).map(<[u8]>::to_vec);
    kept.or_else(|| fs::read(folder.join(NODE_KEY)).ok()).map(|bytes| node_key(&bytes))
}

/// What whoever restores has to know of authenticator apps; nothing if there are none or they can be read. A look that
/// cannot be made is said and stops no restore.
pub(super) async fn warning(
    target: &Target,
    key: Option<NodeKey>,
    checked: &Checked,
) -> Option<String> {
    // A database from before there were apps has no table of them until its first start.
    if !checked.heading.migrations.iter().any(|name| name == signin::factors::MIGRATION) {
        return None;
    }
    // A key that is made at the first start reads nothing of what was sealed before.
    let key = key.unwrap_or_else(|| node_key(&random::bytes::<32>()));
    let look = async {
        let mut reader = read_only(target).await?;
        readable(&mut reader, &key).await
    };
    let Readable { apps, unreadable } = match look.await {
        Ok(found) => found,
        Err(fault) => {
            print::note(&format!(
                "Whether authenticator apps can be read was not looked at: {:#}",
                words(fault)
            ));
            return None;
        }
    };
    (unreadable > 0).then(|| {
        format!(
            "AUTHENTICATOR APPS CANNOT BE READ: {apps} were sealed under another keys/audit-node than the one here. Put that file back before the first start. If it is lost, whoever has an app cannot sign in until their second step is reset; begin with the administrators, with 'guildhall do second-factor.reset' on this machine."
        )
    })
}
