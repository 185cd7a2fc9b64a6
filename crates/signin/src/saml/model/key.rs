//! Signing documents, and sealing them for whom they are.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepPublicEncryptingKey, PublicEncryptingKey,
};
use kernel::random;
use kernel::refusal::Fault;
use wire::saml::{
    Certificate, Element, Sealed, Wrapping, canonical, encrypted, signed_info, with_signature,
};

use crate::signing_keys::DocumentKey;

/// The document with a signature over all of it.
pub(super) fn signed(key: &DocumentKey, root: Element) -> Result<Element, Fault> {
    let id = root.attribute("ID").ok_or_else(|| Fault::defect("signing a document without id"))?;
    let hash = digest(&SHA256, canonical(&root).as_bytes());
    let info = signed_info(id, hash.as_ref());
    let value = key.sign(canonical(&info).as_bytes())?;
    Ok(with_signature(root, info, &value, &key.certificate))
}

/// The document for nobody but the holder of a key.
pub(super) fn sealed_for(
    certificate: &Certificate,
    wrapping: Wrapping,
    document: &Element,
) -> Result<Element, Fault> {
    let failed = || Fault::defect("encrypting an assertion");
    let (secret, nonce) = (random::bytes::<32>(), random::bytes::<NONCE_LEN>());
    let cipher = UnboundKey::new(&AES_256_GCM, &secret).map(LessSafeKey::new);
    let mut bytes = canonical(document).into_bytes();
    cipher
        .map_err(|_| failed())?
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut bytes)
        .map_err(|_| failed())?;
    let key = certificate.public_key().ok_or_else(failed)?;
    let key = PublicEncryptingKey::from_der(&key).map_err(|_| failed())?;
    let key = OaepPublicEncryptingKey::new(key).map_err(|_| failed())?;
    let algorithm = match wrapping {
        Wrapping::Sha1 => &OAEP_SHA1_MGF1SHA1,
        Wrapping::Sha256 => &OAEP_SHA256_MGF1SHA256,
    };
    let mut wrapped = vec![0; key.ciphertext_size()];
    let wrapped = key.encrypt(algorithm, &secret, &mut wrapped, None).map_err(|_| failed())?;
    let document = [nonce.as_slice(), &bytes].concat();
    Ok(encrypted(&Sealed { wrapping, key: wrapped.to_vec(), document }))
}
