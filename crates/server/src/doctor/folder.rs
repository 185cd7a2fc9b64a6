//! The installation's folder: whose it is, who else can look into it, its keys and its settings.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use kernel::config::Settings;

use super::Findings;
use crate::checkpoints;
use crate::data_dir::DataDir;

/// Whether the folder belongs to whoever asks: only then the database is opened, because a file that another account
/// makes in it may stop the service.
pub(super) fn look(data: &DataDir, found: &mut Findings) -> bool {
    let folder = data.join("");
    let shown = folder.display().to_string();
    let shown = shown.trim_end_matches('/');
    let owner = match folder.metadata() {
        Ok(metadata) => metadata.uid(),
        Err(error) => {
            found.problem(
                "folder",
                format!("{shown} could not be looked at: {error}."),
                "Run this as the account that runs the service.",
            );
            return false;
        }
    };
    let me = rustix::process::geteuid().as_raw();
    if owner != me {
        let (owner, me) = (crate::local::user_name(owner), crate::local::user_name(me));
        found.problem(
            "folder",
            format!("{shown} belongs to {owner}, and you are {me}. The database was not opened: files made by another account could stop the service."),
            format!("Run this as that account: sudo -u {owner} guildhall doctor --data {shown}."),
        );
        return false;
    }
    let open: Vec<String> =
        ["", "guildhall.db", "guildhall.db-wal", "keys/audit-node", "keys/checkpoint"]
            .iter()
            .map(|name| data.join(name))
            .filter(|path| is_open_to_others(path, &folder))
            .map(|path| path.display().to_string())
            .collect();
    if open.is_empty() {
        found.well("folder", format!("{shown} is closed to other accounts."));
    } else {
        found.problem(
            "folder",
            format!("Other accounts of this machine can get at {}.", open.join(", ")),
            format!("Close it: chmod 700 {shown}; chmod 600 {shown}/keys/*. If strangers have accounts here, take the keys as known to them."),
        );
    }
    keys(data, found);
    true
}

/// Whether others may read a file, or look into the folder. Within a closed folder a file is closed too; only keys
/// have to be so by themselves, because they are copied.
fn is_open_to_others(path: &Path, folder: &Path) -> bool {
    let mode = |path: &Path| path.metadata().map_or(0, |metadata| metadata.mode() & 0o077);
    let is_key = path.parent().is_some_and(|parent| parent.ends_with("keys"));
    mode(path) != 0 && (is_key || path == folder || mode(folder) != 0)
}

fn keys(data: &DataDir, found: &mut Findings) {
    let node = data.join("keys/audit-node");
    match node.metadata() {
        Ok(metadata) if metadata.len() == 32 => {}
        Ok(metadata) => found.problem(
            "keys",
            format!("{} holds {} bytes instead of 32.", node.display(), metadata.len()),
            "Put the right key back from a backup; the service does not start with this one.",
        ),
        Err(_) => found.problem(
            "keys",
            format!("{} is not there.", node.display()),
            "Put it back from a backup, or from another node of the same database. Acts that wait for their seal cannot be checked without it.",
        ),
    }
    let (secret, public) = (data.join("keys/checkpoint"), data.join("keys/checkpoint.pub"));
    match (secret.is_file(), public.is_file()) {
        (true, true) => match checkpoints::signing_key(data) {
            Ok(_) => found.well("keys", "The key of the record and the key of the checkpoints are there."),
            Err(error) => found.problem("keys", format!("{error:#}"), ""),
        },
        (false, false) => found.note("keys", "There is no key of checkpoints yet; the first process that keeps them makes it."),
        (false, true) => found.warn(
            "keys",
            format!("{} is not there, so this folder keeps no checkpoints.", secret.display()),
            "Right for a node that only serves. Where checkpoints are kept, put it back from a backup.",
        ),
        (true, false) => found.problem(
            "keys",
            format!("{} is not there.", public.display()),
            "Put it back from a backup: the signing key alone does not say under which name it signs.",
        ),
    }
}

/// Settings with which the service works, and nobody would want it to.
pub(super) fn settings(settings: &Settings, found: &mut Findings) {
    let is_local = ["http://localhost", "http://127.0.0.1", "http://[::1]"]
        .iter()
        .any(|here| settings.portal_url.starts_with(here));
    if !settings.portal_url.starts_with("https://") && !is_local {
        found.problem(
            "settings",
            format!("portal_url is {}: passwords and sessions cross the network in the open.", settings.portal_url),
            "Put a proxy with a certificate in front of the service and write its https address into guildhall.toml.",
        );
    } else if is_local {
        found.note(
            "settings",
            format!("portal_url is {}: for people on this machine only.", settings.portal_url),
        );
    } else {
        found.well("settings", format!("The portal is at {}.", settings.portal_url));
    }
    if settings.checkpoints.second.is_empty() {
        found.warn(
            "second-place",
            "Checkpoints are kept on this machine only: whoever has the machine can write another past.",
            "Name a folder of another machine, an https address or a log server in guildhall.toml, as checkpoints.second.",
        );
    } else if settings.checkpoints.second.starts_with('/')
        && !Path::new(&settings.checkpoints.second).is_dir()
    {
        found.problem(
            "second-place",
            format!("The second place of checkpoints, {}, is not there.", settings.checkpoints.second),
            "Mount it. Checkpoints wait for it in the memory of the process and are lost from there when it ends.",
        );
    } else {
        found.well(
            "second-place",
            format!("Checkpoints go to {} as well.", settings.checkpoints.second),
        );
    }
}
