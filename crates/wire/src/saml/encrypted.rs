//! An assertion that only the service it is for can read (W3C, XML Encryption 1.1): AES-256-GCM, with a key of its own that is
//! wrapped for the key of the service with RSA-OAEP.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::names::{
    AES256_GCM, ASSERTION, ENCRYPTION, ENCRYPTION_11, MGF1_SHA256, RSA_OAEP, RSA_OAEP_1, SHA1,
    SHA256, SIGNATURE,
};
use super::xml::Element;

/// How the key is wrapped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Wrapping {
    /// OAEP with SHA-1, which every service knows. Nobody needs to find collisions in vain: OAEP does not rest on that.
    #[default]
    Sha1,
    /// OAEP with SHA-256, where the metadata says that the service knows it.
    Sha256,
}

/// What was sealed.
#[derive(Clone, Debug)]
pub struct Sealed {
    /// How the key is wrapped.
    pub wrapping: Wrapping,
    /// The wrapped key.
    pub key: Vec<u8>,
    /// Nonce, sealed document and mark, one behind the other.
    pub document: Vec<u8>,
}

fn of(name: &str) -> Element {
    Element::new("xenc", ENCRYPTION, name)
}

fn by(element: Element, algorithm: &str) -> Element {
    element.with("Algorithm", algorithm)
}

fn data(bytes: &[u8]) -> Element {
    of("CipherData").and(of("CipherValue").text_of(STANDARD.encode(bytes)))
}

/// The element that holds a sealed assertion.
pub fn encrypted(sealed: &Sealed) -> Element {
    let digest = |algorithm| by(Element::new("ds", SIGNATURE, "DigestMethod"), algorithm);
    let method = match sealed.wrapping {
        Wrapping::Sha1 => by(of("EncryptionMethod"), RSA_OAEP_1).and(digest(SHA1)),
        Wrapping::Sha256 => by(of("EncryptionMethod"), RSA_OAEP)
            .and(digest(SHA256))
            .and(by(Element::new("xenc11", ENCRYPTION_11, "MGF"), MGF1_SHA256)),
    };
    let key = of("EncryptedKey").and(method).and(data(&sealed.key));
    let whole = of("EncryptedData")
        .with("Type", format!("{ENCRYPTION}Element"))
        .and(by(of("EncryptionMethod"), AES256_GCM))
        .and(Element::new("ds", SIGNATURE, "KeyInfo").and(key))
        .and(data(&sealed.document));
    Element::new("saml", ASSERTION, "EncryptedAssertion").and(whole)
}
