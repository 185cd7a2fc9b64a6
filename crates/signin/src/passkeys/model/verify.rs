//! Whether what the browser hands over is what was asked for (Web Authentication, sections 7.1 and 7.2): pure, and the one
//! place that decides it.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use wire::webauthn::{AttestationObject, AuthenticatorData, Ceremony, ClientData, PublicKey};

use super::given::{Made, Signed};
use super::party::Party;

/// What was asked for.
pub(in crate::passkeys) struct Expected<'a> {
    pub(in crate::passkeys) party: &'a Party,
    pub(in crate::passkeys) challenge: &'a [u8; 32],
}

/// A key that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::passkeys) struct NewKey {
    pub(in crate::passkeys) credential_id: Vec<u8>,
    pub(in crate::passkeys) public_key: Vec<u8>,
    pub(in crate::passkeys) sign_count: i64,
    /// Whether it may be copied to other devices.
    pub(in crate::passkeys) is_synced: bool,
}

/// What is kept of a key that is to have signed.
pub(in crate::passkeys) struct KnownKey<'a> {
    pub(in crate::passkeys) public_key: &'a [u8],
    pub(in crate::passkeys) sign_count: i64,
    pub(in crate::passkeys) is_synced: bool,
}

/// What came of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::passkeys) enum Verdict {
    /// It is right, and the counter stands here.
    Right(i64),
    /// It is right, but the counter is not further than before: there may be two of this key.
    WentBack,
    /// It is not.
    Wrong,
}

/// The key that was made, if everything about it is as it was asked for.
pub(in crate::passkeys) fn registration(made: &Made, expected: &Expected<'_>) -> Option<NewKey> {
    if !is_asked_for(&made.client_data, Ceremony::Create, expected) {
        return None;
    }
    let object = AttestationObject::parse(&made.attestation).ok()?;
    let said = AuthenticatorData::parse(object.authenticator_data).ok()?;
    let attested = said.attested.as_ref()?;
    let fits = is_for(&said, expected.party)
        && attested.credential_id == made.credential
        && is_key(&attested.key);
    fits.then(|| NewKey {
        credential_id: made.credential.clone(),
        public_key: attested.written_key.to_vec(),
        sign_count: i64::from(said.sign_count),
        is_synced: said.flags.may_be_copied(),
    })
}

/// What came of a signature with a key.
pub(in crate::passkeys) fn assertion(
    signed: &Signed,
    key: &KnownKey<'_>,
    expected: &Expected<'_>,
) -> Verdict {
    let Ok(said) = AuthenticatorData::parse(&signed.authenticator_data) else {
        return Verdict::Wrong;
    };
    let Ok(public_key) = PublicKey::parse(key.public_key) else { return Verdict::Wrong };
    let message =
        [&signed.authenticator_data, digest(&SHA256, &signed.client_data).as_ref()].concat();
    // Whether a key may be copied is settled when it is made (section 6.1.3).
    let fits = is_asked_for(&signed.client_data, Ceremony::Get, expected)
        && is_for(&said, expected.party)
        && said.attested.is_none()
        && said.flags.may_be_copied() == key.is_synced
        && is_signed(&public_key, &message, &signed.signature);
    let count = i64::from(said.sign_count);
    match (fits, count > key.sign_count || count == 0 && key.sign_count == 0) {
        (false, _) => Verdict::Wrong,
        (true, true) => Verdict::Right(count),
        (true, false) => Verdict::WentBack,
    }
}

/// Whether the browser was asked for this, here and not within a page of another site.
fn is_asked_for(client_data: &[u8], ceremony: Ceremony, expected: &Expected<'_>) -> bool {
    ClientData::parse(client_data).is_ok_and(|said| {
        said.ceremony == ceremony
            && said.challenge == expected.challenge
            && said.origin == expected.party.origin
            && !said.is_within_another
    })
}

/// Whether an authenticator made sure of the person, for this service.
fn is_for(said: &AuthenticatorData<'_>, party: &Party) -> bool {
    digest(&SHA256, party.id.as_bytes()).as_ref() == said.rp_id_hash
        && said.flags.is_present()
        && said.flags.is_verified()
}

fn point(x: &[u8; 32], y: &[u8; 32]) -> Vec<u8> {
    [[4].as_slice(), x, y].concat()
}

/// Whether a signature can be checked with it: a point that is not on the curve is no key.
fn is_key(key: &PublicKey) -> bool {
    match key {
        PublicKey::Es256 { x, y } => {
            ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point(x, y)).is_ok()
        }
        PublicKey::Ed25519 { x } => ParsedPublicKey::new(&ED25519, x).is_ok(),
        // An even modulus is none.
        PublicKey::Rs256 { n, .. } => n.last().is_some_and(|last| last % 2 == 1),
    }
}

fn is_signed(key: &PublicKey, message: &[u8], signature: &[u8]) -> bool {
    match key {
        PublicKey::Es256 { x, y } => ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point(x, y))
            .is_ok_and(|key| key.verify_sig(message, signature).is_ok()),
        PublicKey::Ed25519 { x } => ParsedPublicKey::new(&ED25519, x)
            .is_ok_and(|key| key.verify_sig(message, signature).is_ok()),
        PublicKey::Rs256 { n, e } => RsaPublicKeyComponents { n, e }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature)
            .is_ok(),
    }
}
