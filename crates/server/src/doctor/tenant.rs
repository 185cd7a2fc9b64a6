//! The tenant: whether its secret is there and closed, whether it lets us in, and whether sending is held.

use std::os::unix::fs::MetadataExt as _;

use kernel::db::Reader;

use super::{Findings, Patient, told};
use crate::cli::connection;

pub(super) async fn look(patient: &Patient<'_>, found: &mut Findings) {
    let settings = &patient.settings.tenant;
    if settings.url.is_empty() {
        found.note("tenant", "No tenant is connected: everything is saved here and waits.");
        return;
    }
    let secret = &settings.secret_file;
    if secret.metadata().is_ok_and(|metadata| metadata.mode() & 0o077 != 0) {
        found.problem(
            "tenant",
            format!("Other accounts of this machine can read {}.", secret.display()),
            format!(
                "Close it: chmod 600 {}, and give the application a new secret.",
                secret.display()
            ),
        );
    }
    let connection = match connection(patient.settings) {
        Ok(Some(connection)) => connection,
        Ok(None) => return,
        Err(error) => return found.problem("tenant", format!("{error:#}."), ""),
    };
    match connection.check().await {
        Ok(name) => found.well("tenant", format!("The tenant {name} lets us in.")),
        Err(trouble) => found.problem(
            "tenant",
            format!("The tenant at {} does not let us in: {}.", settings.url, trouble.why()),
            "Look at the address, the client id, the secret's end date, and whether this machine reaches it.",
        ),
    }
}

/// Whether sending waits for two people, because the database was put back.
pub(super) async fn hold(reader: &mut Reader, found: &mut Findings) {
    match ::tenant::is_held(reader).await {
        Ok(false) => {}
        Ok(true) => found.warn(
            "tenant",
            "This database was put back, so nothing is sent to the tenant.",
            "Two platform administrators look at the plan and release it, at /national/tenant/release.",
        ),
        Err(fault) => found.problem("tenant", told(&fault), ""),
    }
}
