//! A device as tests have it: it makes keys, signs with them and writes what real ones write, and can be told to do it wrongly.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
};
use kernel::secret::Secret;
use wire::jose::{from_base64url, to_base64url};

use crate::passkeys::model::{Assertion, NewPasskey, Registration};

/// The origin of the portal in tests, and its host.
pub(crate) const ORIGIN: &str = "http://localhost:8400";
pub(crate) const HOST: &str = "localhost";

/// UP, UV; a key that may be copied and was.
pub(crate) const ALONE: u8 = 0x05;
pub(crate) const COPIED: u8 = 0x1d;

enum Key {
    P256(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// What a device says where it signs; everything of it can be said wrongly.
#[derive(Clone)]
pub(crate) struct Says {
    pub(crate) origin: String,
    pub(crate) host: String,
    pub(crate) kind: &'static str,
    pub(crate) flags: u8,
    pub(crate) count: u32,
    pub(crate) within_another: bool,
    pub(crate) challenge: String,
}

/// One key on a device.
pub(crate) struct Device {
    key: Key,
    pub(crate) id: Vec<u8>,
    pub(crate) handle: String,
    pub(crate) flags: u8,
    pub(crate) count: u32,
}

fn number(number: i64) -> Vec<u8> {
    let (kind, number) = if number < 0 { (0x20, -1 - number) } else { (0, number) };
    vec![kind | u8::try_from(number).expect("small numbers")]
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("short ones").to_be_bytes();
    match bytes.len() {
        0..24 => [&[0x40 | length[1]], bytes].concat(),
        24..256 => [&[0x58, length[1]], bytes].concat(),
        _ => [&[0x59, length[0], length[1]], bytes].concat(),
    }
}

impl Device {
    pub(crate) fn new(id: &[u8]) -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        Self { key: Key::P256(key), id: id.to_vec(), handle: String::new(), flags: ALONE, count: 1 }
    }

    pub(crate) fn with_ed25519(id: &[u8]) -> Self {
        let key = Ed25519KeyPair::generate().expect("a key");
        Self { key: Key::Ed25519(key), ..Self::new(id) }
    }

    fn public_key(&self) -> Vec<u8> {
        let member = |label: i64, value: Vec<u8>| [number(label), value].concat();
        match &self.key {
            Key::P256(pair) => {
                let point = pair.public_key().as_ref();
                let coordinates =
                    [member(-2, bytes(&point[1..33])), member(-3, bytes(&point[33..]))];
                let head = [vec![0xa5], member(1, number(2)), member(3, number(-7))].concat();
                [head, member(-1, number(1)), coordinates.concat()].concat()
            }
            Key::Ed25519(pair) => {
                let point = member(-2, bytes(pair.public_key().as_ref()));
                let head = [vec![0xa4], member(1, number(1)), member(3, number(-8))].concat();
                [head, member(-1, number(6)), point].concat()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match &self.key {
            Key::P256(pair) => {
                pair.sign(&SystemRandom::new(), message).expect("a signature").as_ref().to_vec()
            }
            Key::Ed25519(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }

    /// What it says of itself where everything is right.
    pub(crate) fn says(&self, kind: &'static str, challenge: &str) -> Says {
        Says {
            origin: ORIGIN.to_owned(),
            host: HOST.to_owned(),
            kind,
            flags: self.flags,
            count: self.count,
            within_another: false,
            challenge: challenge.to_owned(),
        }
    }

    /// Makes the key known.
    pub(crate) fn make(&mut self, new: &NewPasskey) -> Registration {
        self.handle.clone_from(&new.user_handle);
        let says = self.says("webauthn.create", &new.challenge);
        self.made(&new.ticket, &says)
    }

    pub(crate) fn made(&self, ticket: &str, says: &Says) -> Registration {
        let length = u16::try_from(self.id.len()).expect("short").to_be_bytes();
        let key = [&[7; 16], length.as_slice(), &self.id, &self.public_key()].concat();
        let said = [says.authenticator_data(0x40), key].concat();
        let text = |text: &str| [&[0x60 | text.len() as u8], text.as_bytes()].concat();
        let object = [
            vec![0xa3],
            text("fmt"),
            text("none"),
            text("attStmt"),
            vec![0xa0],
            text("authData"),
            bytes(&said),
        ];
        Registration {
            ticket: Secret::new(ticket.to_owned()),
            credential: to_base64url(&self.id),
            client_data: to_base64url(says.client_data().as_bytes()),
            attestation: to_base64url(&object.concat()),
            transports: vec!["internal".to_owned(), "made up".to_owned()],
        }
    }

    /// Signs; the counter goes on.
    pub(crate) fn answer(&mut self, asked: &Asked) -> Assertion {
        if self.count > 0 {
            self.count += 1;
        }
        self.signed(&asked.ticket, &self.says("webauthn.get", &asked.challenge))
    }

    pub(crate) fn signed(&self, ticket: &str, says: &Says) -> Assertion {
        let (said, client_data) = (says.authenticator_data(0), says.client_data());
        let hash = digest(&SHA256, client_data.as_bytes());
        let signature = self.sign(&[said.as_slice(), hash.as_ref()].concat());
        Assertion {
            ticket: Secret::new(ticket.to_owned()),
            credential: to_base64url(&self.id),
            client_data: to_base64url(client_data.as_bytes()),
            authenticator_data: to_base64url(&said),
            signature: to_base64url(&signature),
            user_handle: Some(self.handle.clone()),
        }
    }
}

impl Says {
    fn authenticator_data(&self, more: u8) -> Vec<u8> {
        let host = digest(&SHA256, self.host.as_bytes());
        [host.as_ref(), &[self.flags | more], &self.count.to_be_bytes()].concat()
    }

    fn client_data(&self) -> String {
        let Self { kind, challenge, origin, within_another, .. } = self;
        format!(
            r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}","crossOrigin":{within_another}}}"#
        )
    }
}

/// What a page asked for.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) ticket: String,
    pub(crate) challenge: String,
}

/// Another bit at a place of bytes as text.
pub(crate) fn flipped(text: &str, bit: usize) -> String {
    let mut bytes = from_base64url(text).expect("base64url");
    bytes[bit / 8] ^= 1 << (bit % 8);
    to_base64url(&bytes)
}
