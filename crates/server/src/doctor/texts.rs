//! What carries text messages: whether the settings make sense and the secret is there and closed to others.

use std::os::unix::fs::MetadataExt as _;

use super::{Findings, Patient};
use crate::texts::gateway;

pub(super) fn look(patient: &Patient<'_>, found: &mut Findings) {
    let settings = &patient.settings.texts;
    let remedy = "Put [texts] in guildhall.toml right.";
    if let Err(fault) = gateway(settings) {
        return found.problem("texts", format!("{}.", fault.chain()), remedy);
    }
    if !settings.file.as_os_str().is_empty() {
        return found.problem(
            "texts",
            format!("Text messages are written to {}, codes in the clear.", settings.file.display()),
            "That is for development. Where people work, name a gateway: url of [texts] in guildhall.toml.",
        );
    }
    if settings.url.is_empty() {
        return found
            .note("texts", "No gateway is set up: nobody can have codes sent by text message.");
    }
    let secret = &settings.token_file;
    match secret.metadata() {
        _ if secret.as_os_str().is_empty() => {
            found.note("texts", "The gateway for text messages is asked without a secret.");
        }
        Err(_) => found.problem(
            "texts",
            format!("{} cannot be read: no text messages are sent.", secret.display()),
            remedy,
        ),
        Ok(metadata) if metadata.mode() & 0o077 != 0 => found.problem(
            "texts",
            format!("Other accounts of this machine can read {}.", secret.display()),
            format!(
                "Close it: chmod 600 {}, and have the gateway give another secret.",
                secret.display()
            ),
        ),
        Ok(_) => found.well("texts", "A gateway for text messages is set up."),
    }
}
