//! How an app's key is kept: sealed with AES-256-GCM under a key that the installation derives for each app from the key
//! in its folder. Neither the database nor its backup opens it, and no row opens in another's place.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::ids::AccountId;
use kernel::random;
use kernel::refusal::Fault;
use uuid::Uuid;

use super::Key;

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

fn cipher(secret: &[u8; 32]) -> Result<LessSafeKey, Fault> {
    UnboundKey::new(&AES_256_GCM, secret)
        .map(LessSafeKey::new)
        .map_err(|_| Fault::defect("making the key that seals an authenticator app"))
}

/// Seals a key: a nonce, and behind it the sealed bytes with their mark.
pub(in crate::factors) fn seal(
    secret: &[u8; 32],
    account: AccountId,
    id: Uuid,
    key: &Key,
) -> Result<Vec<u8>, Fault> {
    let nonce = random::bytes::<NONCE_LEN>();
    let mut bytes = key.0.to_vec();
    cipher(secret)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to(account, id)),
            &mut bytes,
        )
        .map_err(|_| Fault::defect("sealing the key of an authenticator app"))?;
    Ok([nonce.as_slice(), &bytes].concat())
}

/// The key, if it was sealed under this secret for this account and app.
pub(in crate::factors) fn open(
    secret: &[u8; 32],
    account: AccountId,
    id: Uuid,
    sealed: &[u8],
) -> Result<Option<Key>, Fault> {
    let Some((nonce, bytes)) = sealed.split_first_chunk::<NONCE_LEN>() else { return Ok(None) };
    let mut bytes = bytes.to_vec();
    let opened = cipher(secret)?.open_in_place(
        Nonce::assume_unique_for_key(*nonce),
        Aad::from(bound_to(account, id)),
        &mut bytes,
    );
    Ok(opened.ok().and_then(|key| <[u8; 20]>::try_from(&*key).ok()).map(Key))
}
