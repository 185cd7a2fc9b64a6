//! A device made of software that holds one passkey (WebAuthn Level 2, sections 6.1 and 6.5; Ed25519).

use anyhow::{Context as _, anyhow};
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};
use wire::jose::to_base64url;

/// The person touched the device and was recognised by it.
const SEEN: u8 = 0x05;
/// A key that was made stands behind it.
const HAS_KEY: u8 = 0x40;

/// One key, and whose it is.
pub(super) struct Device {
    key: Ed25519KeyPair,
    id: [u8; 16],
    origin: String,
    handle: String,
}

impl Device {
    pub(super) fn new(origin: &str) -> anyhow::Result<Self> {
        let key = Ed25519KeyPair::generate().map_err(|_| anyhow!("no key could be made"))?;
        let id = kernel::random::bytes();
        Ok(Self { key, id, origin: origin.to_owned(), handle: String::new() })
    }

    /// Makes the key known: what a browser answers to the options of a page.
    pub(super) fn make(&mut self, options: &Value) -> anyhow::Result<Value> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        self.handle = text(&options["user"]["id"]).context("options without a user")?;
        let point = self.key.public_key().as_ref();
        // {1: 1, 3: -8, -1: 6, -2: x} (RFC 9053, section 7.2)
        let head = [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21, 0x58, 0x20];
        let key = [head.as_slice(), point];
        let made = [&[7; 16], [0, 16].as_slice(), &self.id, &key.concat()].concat();
        let said = [self.said(options, HAS_KEY)?, made].concat();
        let length = [u8::try_from(said.len()).context("a key that is too long")?];
        let head = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice();
        let object = [head, &length, &said];
        let client_data = self.client_data("webauthn.create", options)?;
        Ok(json!({
            "id": to_base64url(&self.id),
            "clientDataJSON": to_base64url(client_data.as_bytes()),
            "attestationObject": to_base64url(&object.concat()),
            "transports": ["internal"],
        }))
    }

    /// Signs: what a browser answers to the options of a page.
    pub(super) fn sign(&self, options: &Value) -> anyhow::Result<Value> {
        let (said, client_data) =
            (self.said(options, 0)?, self.client_data("webauthn.get", options)?);
        let hash = digest(&SHA256, client_data.as_bytes());
        let message = [said.as_slice(), hash.as_ref()].concat();
        let signature = self.key.sign(&message);
        Ok(json!({
            "id": to_base64url(&self.id),
            "clientDataJSON": to_base64url(client_data.as_bytes()),
            "authenticatorData": to_base64url(&said),
            "signature": to_base64url(signature.as_ref()),
            "userHandle": self.handle,
        }))
    }

    /// The counter stays at nought, as that of keys that are copied between devices does.
    fn said(&self, options: &Value, more: u8) -> anyhow::Result<Vec<u8>> {
        let party = options["rpId"].as_str().or(options["rp"]["id"].as_str());
        let host = digest(&SHA256, party.context("options without a party")?.as_bytes());
        Ok([host.as_ref(), &[SEEN | more], &[0; 4]].concat())
    }

    fn client_data(&self, kind: &str, options: &Value) -> anyhow::Result<String> {
        let challenge = options["challenge"].as_str().context("options without a challenge")?;
        let data = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        Ok(data.to_string())
    }
}
