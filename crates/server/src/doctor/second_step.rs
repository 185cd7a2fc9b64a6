//! Authenticator apps: whether they can be read with the key of this folder.

use std::fs;

use kernel::audit::node_key;
use kernel::db::Reader;
use signin::factors::{Readable, readable};

use super::{Findings, Patient, told};

pub(super) async fn look(patient: &Patient<'_>, reader: &mut Reader, found: &mut Findings) {
    // That there is no key, or no right one, is found with the folder.
    let Ok(key) = fs::read(patient.data.join("keys/audit-node")) else { return };
    match readable(reader, &node_key(&key)).await {
        Ok(Readable { apps: 0, .. }) => {}
        Ok(Readable { apps, unreadable: 0 }) => {
            found.well("authenticators", format!("{apps} authenticator apps can be read."))
        }
        Ok(Readable { apps, unreadable }) => found.problem(
            "authenticators",
            format!(
                "Of {apps} authenticator apps {unreadable} or more were sealed under another keys/audit-node than the one here: whoever has only such a one signs in with a recovery code or not at all."
            ),
            "Put that file back from a backup or another node. If it is lost, reset the second step of those who have an app; begin with the administrators, with 'guildhall do second-factor.reset' on this machine.",
        ),
        Err(fault) => found.problem("authenticators", told(&fault), ""),
    }
}
