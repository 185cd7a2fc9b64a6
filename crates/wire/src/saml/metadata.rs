//! What the metadata of a service says (SAML Metadata, 2.4.4), as far as it is used here.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::der::public_key_of;
use super::encrypted::Wrapping;
use super::names::{METADATA, POST, PROTOCOL, REDIRECT, RSA_OAEP, SIGNATURE};
use super::parse::parse;
use super::xml::Element;
use super::{LONGEST_METADATA, Malformed};

/// The most addresses, and the most certificates, of a kind.
const MOST: usize = 20;
/// The longest name of a service, in bytes (SAML Core, 8.3.6).
const LONGEST_NAME: usize = 1024;

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Binding {
    /// In an address.
    Redirect,
    /// In a form.
    Post,
}

impl Binding {
    fn named(name: &str) -> Option<Self> {
        match name {
            REDIRECT => Some(Self::Redirect),
            POST => Some(Self::Post),
            _ => None,
        }
    }
}

/// Where a service is spoken to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// How.
    pub binding: Binding,
    /// Where.
    pub location: String,
    /// Where answers go, if that is elsewhere.
    #[serde(default)]
    pub response_location: Option<String>,
    /// The number by which requests name it.
    #[serde(default)]
    pub index: Option<u16>,
    /// Whether it is meant where none is named.
    #[serde(default)]
    pub is_default: bool,
}

/// A certificate: only its key counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate(String);

impl Certificate {
    /// A certificate in base64, with or without the lines around it that files have.
    pub fn read(text: &str) -> Option<Self> {
        let lines = text.lines().filter(|line| !line.trim_start().starts_with("-----"));
        let text: String = lines.flat_map(str::split_ascii_whitespace).collect();
        let read = Self(text);
        read.public_key().map(|_| read)
    }

    /// Its public key, as `SubjectPublicKeyInfo`.
    pub fn public_key(&self) -> Option<Vec<u8>> {
        let certificate = STANDARD.decode(&self.0).ok()?;
        public_key_of(&certificate).map(<[u8]>::to_vec)
    }
}

/// A service that relies on what it is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceProvider {
    /// Its name.
    pub entity_id: String,
    /// Where assertions are sent, in forms.
    pub reply_to: Vec<Endpoint>,
    /// Where it is told that somebody signs out.
    pub logout: Vec<Endpoint>,
    /// With whose keys it signs.
    pub signing: Vec<Certificate>,
    /// For which key it wants to have assertions encrypted.
    pub encryption: Option<Certificate>,
    /// How the key of an assertion is wrapped for that one.
    pub wrapping: Wrapping,
    /// Whether everything it asks is signed.
    pub signs_requests: bool,
}

impl ServiceProvider {
    /// Reads metadata.
    ///
    /// # Errors
    /// If it is not that of one service which takes assertions in forms.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let root = parse(text.trim_start_matches('\u{feff}'), LONGEST_METADATA)?;
        if !root.is(METADATA, "EntityDescriptor") {
            return Err(Malformed("it is not the metadata of one service"));
        }
        let name = root.attribute("entityID").filter(|name| is_name(name));
        let role = root.only(METADATA, "SPSSODescriptor");
        let role = role.ok_or(Malformed("it does not describe a service that signs people in"))?;
        let speaks = role.attribute("protocolSupportEnumeration").unwrap_or_default();
        if !speaks.split_ascii_whitespace().any(|protocol| protocol == PROTOCOL) {
            return Err(Malformed("it does not speak SAML 2.0"));
        }
        let mut reply_to = endpoints(role, "AssertionConsumerService")?;
        reply_to.retain(|endpoint| endpoint.binding == Binding::Post);
        if reply_to.is_empty() {
            return Err(Malformed("it names no address that takes assertions in forms"));
        }
        let keys = Keys::read(role)?;
        Ok(Self {
            entity_id: name.ok_or(Malformed("it does not name the service"))?.to_owned(),
            reply_to,
            logout: endpoints(role, "SingleLogoutService")?,
            signing: keys.signing,
            encryption: keys.encryption,
            wrapping: keys.wrapping,
            signs_requests: matches!(role.attribute("AuthnRequestsSigned"), Some("true" | "1")),
        })
    }
}

/// Whether a service can have that name.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= LONGEST_NAME
        && name.bytes().all(|byte| byte.is_ascii_graphic())
}

fn endpoints(role: &Element, name: &str) -> Result<Vec<Endpoint>, Malformed> {
    let mut found = Vec::new();
    for element in role.all(METADATA, name) {
        let Some(binding) = element.attribute("Binding").and_then(Binding::named) else { continue };
        let location = element.attribute("Location").ok_or(Malformed("an address is missing"))?;
        let index = element.attribute("index").map(str::parse).transpose();
        found.push(Endpoint {
            binding,
            location: location.to_owned(),
            response_location: element.attribute("ResponseLocation").map(str::to_owned),
            index: index.map_err(|_| Malformed("the number of an address is none"))?,
            is_default: matches!(element.attribute("isDefault"), Some("true" | "1")),
        });
    }
    if found.len() > MOST { Err(Malformed("it names too many addresses")) } else { Ok(found) }
}

#[derive(Default)]
struct Keys {
    signing: Vec<Certificate>,
    encryption: Option<Certificate>,
    wrapping: Wrapping,
}

impl Keys {
    fn read(role: &Element) -> Result<Self, Malformed> {
        let mut keys = Self::default();
        for key in role.all(METADATA, "KeyDescriptor") {
            let data = key.only(SIGNATURE, "KeyInfo");
            let data = data.and_then(|info| info.all(SIGNATURE, "X509Data").next());
            let text = data.and_then(|data| data.all(SIGNATURE, "X509Certificate").next());
            let Some(text) = text.and_then(Element::text) else { continue };
            let certificate = Certificate::read(text);
            let certificate = certificate.ok_or(Malformed("a certificate in it cannot be read"))?;
            let purpose = key.attribute("use");
            if purpose != Some("signing") && keys.encryption.is_none() {
                keys.encryption = Some(certificate.clone());
                let mut methods = key.all(METADATA, "EncryptionMethod");
                if methods.any(|method| method.attribute("Algorithm") == Some(RSA_OAEP)) {
                    keys.wrapping = Wrapping::Sha256;
                }
            }
            if purpose != Some("encryption") {
                keys.signing.push(certificate);
            }
        }
        if keys.signing.len() > MOST { Err(Malformed("it names too many keys")) } else { Ok(keys) }
    }
}
