//! How an app's key is kept: sealed for its account and itself.

use kernel::ids::AccountId;
use kernel::refusal::Fault;
use uuid::Uuid;

use super::Key;
use crate::sealing;

/// What sets these keys apart from others of the installation.
pub(in crate::factors) const PURPOSE: &str = "authenticator";

/// How many of the apps in a database can be read with the key of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readable {
    /// Apps that signing in asks for.
    pub apps: u64,
    /// Those that this installation cannot read, among some that were looked at.
    pub unreadable: u64,
}

fn bound_to(account: AccountId, id: Uuid) -> Vec<u8> {
    [b"authenticator.sealed\0".as_slice(), account.0.as_bytes(), id.as_bytes()].concat()
}

/// Seals a key.
pub(in crate::factors) fn seal(
    secret: &[u8; 32],
    account: AccountId,
    id: Uuid,
    key: &Key,
) -> Result<Vec<u8>, Fault> {
    sealing::seal(secret, &bound_to(account, id), &key.0)
}

/// The key, if it was sealed under this secret for this account and app.
pub(in crate::factors) fn open(
    secret: &[u8; 32],
    account: AccountId,
    id: Uuid,
    sealed: &[u8],
) -> Result<Option<Key>, Fault> {
    let opened = sealing::open(secret, &bound_to(account, id), sealed)?;
    Ok(opened.and_then(|key| <[u8; 20]>::try_from(key).ok()).map(Key))
}
