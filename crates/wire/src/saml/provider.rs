//! The metadata of an identity provider (SAML Metadata, 2.4.3).

use super::names::{METADATA, POST, PROTOCOL, REDIRECT, SIGNATURE, format};
use super::signature::certified;
use super::xml::Element;

/// What services read about an identity provider.
#[derive(Clone, Debug)]
pub struct IdentityProvider<'a> {
    /// The id of the document.
    pub id: &'a str,
    /// Its name.
    pub entity_id: &'a str,
    /// Certificates of the keys with which it signs, now or soon, in base64.
    pub certificates: &'a [String],
    /// Where services send people to sign in.
    pub sign_in: &'a str,
    /// Where they send them to sign out.
    pub logout: &'a str,
}

fn of(name: &str) -> Element {
    Element::new("md", METADATA, name)
}

impl IdentityProvider<'_> {
    /// The document.
    pub fn element(&self) -> Element {
        let key = |certificate: &String| {
            let info = Element::new("ds", SIGNATURE, "KeyInfo").and(certified(certificate));
            of("KeyDescriptor").with("use", "signing").and(info)
        };
        let at = |name: &str, binding: &str, location: &str| {
            of(name).with("Binding", binding).with("Location", location)
        };
        let formats = [format::PERSISTENT, format::TRANSIENT, format::EMAIL];
        let parts = self
            .certificates
            .iter()
            .map(key)
            .chain([REDIRECT, POST].map(|binding| at("SingleLogoutService", binding, self.logout)))
            .chain(formats.map(|format| of("NameIDFormat").text_of(format)))
            .chain(
                [REDIRECT, POST].map(|binding| at("SingleSignOnService", binding, self.sign_in)),
            );
        let role = of("IDPSSODescriptor")
            .with("WantAuthnRequestsSigned", "false")
            .with("protocolSupportEnumeration", PROTOCOL);
        of("EntityDescriptor")
            .with("ID", self.id)
            .with("cacheDuration", "PT24H")
            .with("entityID", self.entity_id)
            .and(parts.fold(role, Element::and))
    }
}
