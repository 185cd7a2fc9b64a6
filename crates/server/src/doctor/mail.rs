//! The mail server: whether its password is closed to others, and whether it lets us in.

use std::os::unix::fs::MetadataExt as _;

use super::{Findings, Patient};
use crate::mail::relay;

pub(super) async fn look(patient: &Patient<'_>, found: &mut Findings) {
    let settings = &patient.settings.mail;
    if settings.relay.is_empty() {
        found.note("mail", "No mail server is set up: letters are kept and not sent.");
        return;
    }
    let secret = &settings.password_file;
    if secret.metadata().is_ok_and(|metadata| metadata.mode() & 0o077 != 0) {
        found.problem(
            "mail",
            format!("Other accounts of this machine can read {}.", secret.display()),
            format!("Close it: chmod 600 {}, and choose another password.", secret.display()),
        );
    }
    let relay = match relay(settings) {
        Ok(Some(relay)) => relay,
        Ok(None) => return,
        Err(error) => {
            return found.problem(
                "mail",
                format!("{error:#}."),
                "Put [mail] in guildhall.toml right.",
            );
        }
    };
    match relay.check().await {
        Ok(()) => found.well("mail", format!("The mail server {} lets us in.", relay.place())),
        Err(words) => found.problem(
            "mail",
            format!("The mail server {} does not let us in: {words}.", relay.place()),
            "Look at relay, port and tls of [mail] in guildhall.toml, at the user and the password, and whether this machine reaches it. Letters wait meanwhile.",
        ),
    }
}
