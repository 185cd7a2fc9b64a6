//! What has to be read again later and yet stands in no database in the clear: sealed with AES-256-GCM under a key that the
//! installation derives from the key in its folder, and bound to the row it belongs to, so that nothing opens in another's
//! place and neither the database nor a backup of it opens anything.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use kernel::random;
use kernel::refusal::Fault;

fn cipher(secret: &[u8; 32]) -> Result<LessSafeKey, Fault> {
    UnboundKey::new(&AES_256_GCM, secret)
        .map(LessSafeKey::new)
        .map_err(|_| Fault::defect("making a key that seals"))
}

/// What makes two seals of the same differ; drawn in `prepare`, used for one row of one act.
#[derive(Clone, Copy)]
pub(crate) struct SealNonce([u8; NONCE_LEN]);

impl SealNonce {
    /// Draws.
    pub(crate) fn draw() -> Self {
        Self(random::bytes())
    }
}

/// Seals something: a nonce, and behind it the sealed bytes with their mark.
pub(crate) fn seal(
    secret: &[u8; 32],
    SealNonce(nonce): SealNonce,
    bound_to: &[u8],
    what: &[u8],
) -> Result<Vec<u8>, Fault> {
    let mut bytes = what.to_vec();
    cipher(secret)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to),
            &mut bytes,
        )
        .map_err(|_| Fault::defect("sealing"))?;
    Ok([nonce.as_slice(), &bytes].concat())
}

/// What was sealed, if it was sealed under this secret for this row.
pub(crate) fn open(
    secret: &[u8; 32],
    bound_to: &[u8],
    sealed: &[u8],
) -> Result<Option<Vec<u8>>, Fault> {
    let Some((nonce, bytes)) = sealed.split_first_chunk::<NONCE_LEN>() else { return Ok(None) };
    let mut bytes = bytes.to_vec();
    let opened = cipher(secret)?.open_in_place(
        Nonce::assume_unique_for_key(*nonce),
        Aad::from(bound_to),
        &mut bytes,
    );
    Ok(opened.ok().map(|bytes| bytes.to_vec()))
}
