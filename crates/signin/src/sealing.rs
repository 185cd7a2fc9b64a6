//! How secrets are kept that have to be read again: sealed with AES-256-GCM under a key that the installation derives for
//! each row from the key in its folder. Neither the database nor its backup opens them, and no row opens in another's place.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::random;
use kernel::refusal::Fault;

fn cipher(secret: &[u8; 32]) -> Result<LessSafeKey, Fault> {
    UnboundKey::new(&AES_256_GCM, secret)
        .map(LessSafeKey::new)
        .map_err(|_| Fault::defect("making a key that seals"))
}

/// Seals bytes for one place: a nonce, and behind it the sealed bytes with their mark.
pub(crate) fn seal(secret: &[u8; 32], place: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let nonce = random::bytes::<NONCE_LEN>();
    let mut bytes = bytes.to_vec();
    cipher(secret)?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut bytes)
        .map_err(|_| Fault::defect("sealing a secret"))?;
    Ok([nonce.as_slice(), &bytes].concat())
}

/// The bytes, if they were sealed under this secret for this place.
pub(crate) fn open(
    secret: &[u8; 32],
    place: &[u8],
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, Fault> {
    let Some((nonce, bytes)) = sealed.split_first_chunk::<NONCE_LEN>() else { return Ok(None) };
    let mut bytes = bytes.to_vec();
    let opened = cipher(secret)?.open_in_place(
        Nonce::assume_unique_for_key(*nonce),
        Aad::from(place),
        &mut bytes,
    );
    Ok(opened.ok().map(|bytes| bytes.to_vec()))
}
